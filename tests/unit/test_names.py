"""What a prompt names: whole names in every spelling, and nothing that only looks like one."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.errors import InputError
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Party, RightsBook
from secondunit.gates.prompts import name_lists, names, spelling
from secondunit.gates.prompts.name_lists import NameList

ROOT = Path(__file__).resolve().parents[2]
BOOK = RightsBook(parties=(
    Party("anna", "person", "Anna Lindqvist-Roy", ("Rose", "Zed"), performer=True),
    Party("bert", "person", "Bert Olafsen", performer=False),
    Party("acme", "company", "Acme Pictures"),
))  # fmt: skip
NOBODY = RightsBook()
LISTED = [name for name in name_lists.builtin().names if name.text not in name.cued]


def persons(text, book=NOBODY, extra=None):
    return names.names_in(text, book, extra).persons


def works(text, book=NOBODY, extra=None):
    return names.names_in(text, book, extra).works


@pytest.mark.parametrize("text", [
    "a castle by Greg Rutkowski", "GREG RUTKOWSKI", "greg rutkowski", "Greg Rutkowski's castle", "gregrutkowski",
    "Rutkowski, Greg", "G. Rutkowski", "greg-rutkowski", "greg_rutkowski", "(greg rutkowski:1.3)", "Gr3g Rutk0wski",
    "Grеg Rutkоwski", "Gre\u200bg Rut\u00adkowski", "Ｇｒｅｇ Ｒｕｔｋｏｗｓｋｉ", "𝐆𝐫𝐞𝐠 𝐑𝐮𝐭𝐤𝐨𝐰𝐬𝐤𝐢", "Grég Rutkówski", "Greg\nRutkowski",
    "Rutkowskiesque", "G r e g R u t k o w s k i",
])  # fmt: skip
def test_a_name_is_found_however_it_is_written(text):
    assert "Greg Rutkowski" in persons(text)


@pytest.mark.parametrize(("text", "name"), [
    ("Spider-Man", "Spider-Man"), ("spider man on a roof", "Spider-Man"), ("SPIDERMAN", "Spider-Man"),
    ("Spi.der.man", "Spider-Man"), ("M1ckey M0use", "Mickey Mouse"), ("m!ckey mou$e", "Mickey Mouse"),
    ("D & D", "Dungeons and Dragons"), ("the film Alien", "Alien"), ("Dr. Who", "Doctor Who"),
    ("lord of the rings", "Lord of the Rings"), ("2001: A Space Odyssey", "2001: A Space Odyssey"),
    ("r2d2", "R2-D2"), ("in frozen style", "Frozen"), ("Tom & Jerry movie", "Tom and Jerry"), ("Walle", ""),
])  # fmt: skip
def test_works_and_characters_are_found(text, name):
    assert works(text)[:1] == ((name,) if name else ())


@pytest.mark.parametrize("text", [
    "He looks up. Frozen peas on the table.", "An alien sky, cars below", "a prince walks by", "The up escalator",
    "She is mad. Max leaves.", "the star. Wars are long", "warholes in the wall", "a batmanly coat", "he grabs the iron -- man down",
    "the lost prince of the hall", "Prince Street, night", "FROZEN LAKE - NIGHT", "A shining knife", "Tom cruises by",
    "the friends drive on", "jaws of the trap", "a matrix of lamps", "they watch brad, pitt in hand", "a burton coat",
    "in the style of Art Deco", "in the manner of film noir", "the style of a farmhouse", "a psycho with a joker card",
])  # fmt: skip
def test_everyday_words_are_no_names(text):
    named = names.names_in(text, NOBODY)
    assert not named.hits


@pytest.mark.parametrize(("text", "found"), [
    ("the actor Prince", True), ("like Prince on a stage", True), ("in the style of prince", True),
    ("a prince", False), ("starring Cher", True), ("ma cher", False), ("a film by Prince", True),
])  # fmt: skip
def test_an_everyday_word_needs_a_cue(text, found):
    assert bool(persons(text)) is found


def test_a_style_is_named_also_when_nobody_listed_it():
    assert works("a dock, in the style of Ines Marwood, oil on panel") == ("the style of Ines Marwood",)
    assert works("In the style of Wes Anderson's films") == ("the style of Wes Anderson",)
    assert persons("In the style of Wes Anderson's films") == ("Wes Anderson",)


def test_parties_on_record_are_persons_and_performers():
    named = names.names_in("Anna Lindqvist Roy meets BERT OLAFSEN at Acme Pictures", BOOK)
    assert named.persons == ("Anna Lindqvist-Roy", "Bert Olafsen")
    assert (named.performers, named.parties) == (("Anna Lindqvist-Roy",), ("anna", "bert"))


@pytest.mark.parametrize(("text", "found"), [
    ("a rose in her hand", False), ("Rose petals fall", False), ("we ask Rose to wait", True), ("face of zed", False),
    ("we see Zed run", True), ("portrait of a woman, style of rose", True),
])  # fmt: skip
def test_a_party_with_an_everyday_name(text, found):
    assert bool(persons(text, BOOK)) is found


def test_a_production_adds_its_own_names(tmp_path):
    file = tmp_path / "names.txt"
    file.write_text("﻿# ours\nIda Berghult ; illustrator ; Berghult\nThe Salt Road ; film\nGlimmer*\n", encoding="utf-8")
    extra = NameList.read(file)
    assert persons("by berghult", extra=extra) == ("Ida Berghult",)
    assert works("THE SALT ROAD", extra=extra) == ("The Salt Road",)
    assert works("a glimmer of light", extra=extra) == ()
    assert works("the film Glimmer", extra=extra) == ("Glimmer",)
    assert NameList.read(tmp_path / "none.txt") == NameList()


@pytest.mark.parametrize(("line", "why"), [
    ("a ; wizard", "line 2"), ("a ; film ; b ; c", "line 2"), ("... ; film", "not a name"), ("; film", "not a name"),
    ("a\tb\x07 ; film", "not a name"), ("x" * 121, "not a name"),
])  # fmt: skip
def test_a_list_that_cannot_be_read_says_which_line(tmp_path, line, why):
    file = tmp_path / "names.txt"
    file.write_text("# head\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=why):
        NameList.read(file)


def test_a_list_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "names.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        NameList.read(tmp_path / "names.txt")


def test_the_prompts_of_a_recipe_are_read_wherever_they_lie():
    parameters = {"prompt": "a pier", "layers": [{"negative_prompt": ["Banksy"]}, {"style": {"text": "Dalí"}}],
                  "seed_name": "Picasso", "description": "Totoro"}  # fmt: skip
    made = Recipe("design", "image.generate", "x", "1", parameters, 1)
    named = names.names_in_recipe(made, NOBODY)
    assert set(named.persons) == {"Banksy", "Salvador Dalí"} and named.works == ("My Neighbor Totoro",)


def test_two_prompts_do_not_join_into_a_name():
    made = Recipe("design", "image.generate", "x", "1", {"prompt": "a wall by Wes", "style": "Anderson shelter"}, 1)
    assert names.names_in_recipe(made, NOBODY).persons == ()


@pytest.mark.parametrize("file", ["artists", "persons", "works"])
def test_the_shipped_lists_are_in_order_and_say_what_they_are(file):
    lines = (ROOT / f"src/secondunit/gates/prompts/lists/{file}.txt").read_text(encoding="utf-8").splitlines()
    head, rest = [x for x in lines if x.startswith("#")], [x for x in lines if not x.startswith("#")]
    assert "tripwire" in " ".join(head) and "incomplete" in " ".join(head) and "Origin" in " ".join(head)
    keys = [spelling.plain(line.partition(";")[0].strip(" *")) for line in rest]
    assert keys == sorted(keys) and len(set(keys)) == len(keys) and len(keys) > 300


def test_every_listed_name_is_found_in_every_dress():
    def leet(text):
        return re.sub(r"\w{3,}", lambda word: word[0].translate(str.maketrans("oOeEsS", "003355")), text)

    for name in LISTED:
        for dress in (str, str.upper, str.lower, lambda t: t + "'s", lambda t: t.replace(" ", "_"), leet,
                      lambda t: "\u200b".join(t)):
            found = names.names_in(f"a picture of {dress(name.text)} by the sea", NOBODY)
            assert name.text in (*found.works, *found.persons), dress(name.text)


def test_every_everyday_name_is_found_beside_a_cue():
    for name in name_lists.builtin().names:
        if name.text in name.cued:
            found = names.names_in(f"a picture in the style of {name.text}", NOBODY)
            assert name.text in (*found.works, *found.persons), name.text


def test_scripts_that_name_nobody_are_not_flooded():
    files = [ROOT / "examples/low_tide.fountain", *sorted((ROOT / "benchmarks/gold/breakdown").glob("*_*.txt"))]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    alarms = [line for line in lines if names.names_in(line, NOBODY).hits]
    assert len(lines) > 1000 and len(alarms) * 1000 < len(lines), alarms


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read_and_quotes_stand_in_it(text):
    for word in spelling.words(text):
        assert text[word.start : word.end] == word.written and word.key
    names.names_in(text, BOOK)


def test_a_very_long_text_takes_no_longer_than_its_length_says():
    named = names.names_in("a b c d " * 20_000 + "Banksy", NOBODY)
    assert named.persons == ("Banksy",)


OWN = name_lists.NameList.of(name_lists.parse("""
Mara Quillfeather ; artist
Mara Quil ; artist
Tova* ; artist ; Tova Zandervoort*
The Salt Quarry ; film
Amber Lighthouse ; film
""", "names.txt"))  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [
    ("Quillfeather, Mara", ("Mara Quillfeather",)), ("M. Quillfeather", ("Mara Quillfeather",)), ("Quillfeather", ()),
    ("Quil, Mara", ("Mara Quil",)), ("M. Quil", ()), ("Zandervoort, Tova", ()), ("in the style of Tova", ("Tova",)),
])  # fmt: skip
def test_a_person_is_found_by_initial_and_with_the_last_name_first(text, found):
    assert persons(text, extra=OWN) == found


@pytest.mark.parametrize(("text", "found"), [
    ("the salt quarry", ("The Salt Quarry",)), ("salt quarry", ("The Salt Quarry",)), ("Lighthouse, amber", ()), ("A. Lighthouse", ()),
    ("an amber lighthouse", ("Amber Lighthouse",)),
])  # fmt: skip
def test_a_work_is_found_without_its_article_and_never_turned_round(text, found):
    assert works(text, extra=OWN) == found

"""The breakdown: headings, cast, bodies, wardrobe, locations and lengths."""

from pathlib import Path

import pytest

from secondunit.departments.script import breakdown
from secondunit.departments.script.body import anny_age, body_from, gender_in, years_in
from secondunit.departments.script.headings import split_heading
from secondunit.departments.script.introductions import introductions
from secondunit.departments.script.wardrobe import wardrobe_from
from secondunit.formats import fountain
from secondunit.formats.screenplay import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "low_tide.fountain"


@pytest.fixture(scope="module")
def short():
    return breakdown(read(EXAMPLE))


def person(result, id_):
    return next(each for each in result.characters if each.id == id_)


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("INT. MARA'S KITCHEN - DAY", ("INT", "MARA'S KITCHEN", "DAY", ())),
        ("int. kitchen – night", ("INT", "KITCHEN", "NIGHT", ())),
        ("EXT HOUSE -- EARLY MORNING", ("EXT", "HOUSE", "MORNING", ())),
        ("INT./EXT. CAR (MOVING) - NIGHT", ("INT/EXT", "CAR", "NIGHT", ())),
        ("I/E. CAR", ("INT/EXT", "CAR", "", ())),
        ("EST. CITY - MAGIC HOUR", ("EXT", "CITY", "MAGIC HOUR", ())),
        ("EXT. SEA CAVE - DAY (FLASHBACK)", ("EXT", "SEA CAVE", "DAY", ("flashback",))),
        ("INT. ATTIC - NIGHT - DREAM SEQUENCE", ("INT", "ATTIC", "NIGHT", ("dream",))),
        ("EXT. WOOD - CONTINUOUS", ("EXT", "WOOD", "", ("continuous",))),
        ("MONTAGE - BEFORE DAWN", ("", "", "DAWN", ("montage",))),
        ("INT. HOUSE - HALL - NIGHT", ("INT", "HOUSE - HALL", "NIGHT", ())),
        ("EXT. NIGHT MARKET - DAY", ("EXT", "NIGHT MARKET", "DAY", ())),
        ("INT. DAY", ("INT", "DAY", "", ())),
        ("EXT. EGYDAXEPUPY QEDAXY - HUR", ("EXT", "EGYDAXEPUPY QEDAXY - HUR", "", ())),
        ("", ("", "", "", ())),
    ],
)
def test_heading(heading, parts):
    assert tuple(split_heading(heading))[:4] == parts


def test_the_short(short):
    assert len(short.scenes) == 14
    assert [scene.id for scene in short.scenes][:2] == ["sc010", "sc020"]
    assert [scene.number for scene in short.scenes] == [str(number) for number in range(1, 15)]
    assert 64 <= sum(scene.eighths for scene in short.scenes) <= 88
    flagged = {scene.number: scene.flags for scene in short.scenes if scene.flags}
    assert flagged == {"6": ("flashback",), "8": ("montage",), "10": ("continuous",), "12": ("continuous",)}
    assert short.scenes[9].time == "DAWN"


def test_one_place_one_set(short):
    places = {each.id: each for each in short.locations}
    assert places["maras_kitchen"].scenes == ("sc020", "sc140")
    assert places["sea_cave"].scenes == ("sc060", "sc110")
    assert places["sea_cave_int"].setting == "INT"


def test_the_cast_of_the_short(short):
    assert [each.id for each in short.characters] == [
        "mara", "june", "pike", "child", "patrons", "dorrie", "fisherman", "radio_voice", "young_mara", "danny",
        "keeper",
    ]  # fmt: skip
    mara, young = person(short, "mara"), person(short, "young_mara")
    assert young.variant_of == "mara"
    assert mara.variant_of is None
    assert "MARA VOSS" in mara.aliases
    assert mara.body["age"] == anny_age(58)
    assert young.body["age"] == anny_age(19)
    assert {each.id: each.body["gender"] for each in (mara, young, person(short, "pike"))} == {
        "mara": 0.0, "young_mara": 0.0, "pike": 1.0,
    }  # fmt: skip
    assert mara.wardrobe == {
        "hair": "grey bob", "outer": "oilskin coat", "top": "navy sweater", "shoes": "rubber boots",
    }  # fmt: skip
    assert person(short, "pike").wardrobe["beard"] == "white beard"


def test_voices_are_cast_but_not_seen(short):
    car = next(scene for scene in short.scenes if scene.number == "5")
    cave = next(scene for scene in short.scenes if scene.number == "12")
    assert car.characters == ("june", "mara")
    assert person(short, "radio_voice").scenes == (car.id,)
    assert "june" not in cave.characters
    assert "danny" not in cave.characters
    assert cave.id in person(short, "danny").scenes


def test_evidence_points_at_the_introduction(short):
    script = read(EXAMPLE)
    for each in short.characters:
        assert not each.description or any(
            each.description.split(",")[0] in script.elements[index].text for index in each.evidence
        )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("58, tall", 58), ("30s", 35), ("early 30s", 32), ("mid-40s", 45), ("late forties", 48), ("in his sixties", 65),
        ("a 7-year-old", 7), ("12 years old", 12), ("6 feet tall", None), ("a teenager", 16), ("elderly", 76),
        ("a kind face", None), ("6'2, 40", 40), ("$30 shirt", None), ("9:30", None),
    ],
)  # fmt: skip
def test_age(text, years):
    assert years_in(text) == years


def test_age_scale():
    assert [anny_age(years) for years in (0, 1, 11, 25, 90, 200)] == [-0.3333, 0.0, 0.3333, 0.6667, 1.0, 1.0]
    ages = [anny_age(years) for years in range(91)]
    assert ages == sorted(ages)


def test_build_words_do_not_come_from_hair_or_clothes():
    assert body_from("30, short hair, big coat, round glasses", None)["height"] == 0.5
    assert body_from("30, short hair, big coat, round glasses", None)["weight"] == 0.5
    assert body_from("30, short and stocky", None)["height"] == 0.2


@pytest.mark.parametrize(("text", "gender"), [("a woman", 0.0), ("his brother", 1.0), ("a robot", None), ("", None)])
def test_gender(text, gender):
    assert gender_in(text) == gender


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a long red dress", {"top": "long red dress", "bottom": "long red dress"}),
        ("black suit jacket, jeans", {"outer": "black suit jacket", "bottom": "jeans"}),
        ("bald under a flat cap", {"hair": "bald", "hat": "flat cap"}),
        ("in a torn T-shirt and shorts", {"top": "torn t-shirt", "bottom": "shorts"}),
        ("kind eyes", {}),
    ],
)
def test_wardrobe(text, found):
    for slot, words in found.items():
        assert wardrobe_from(text).get(slot) == words
    assert bool(found) == bool(wardrobe_from(text))


def test_introductions():
    text = "The GLASS breaks. ANNA (40s, thin) stands. At the bar TWO COPS laugh. BORIS, a giant of a man, sits."
    found = {each.name: each for each in introductions(text)}
    assert not found["GLASS"].strong
    assert found["ANNA"].strong
    assert found["ANNA"].description == "40s, thin"
    assert found["TWO COPS"].strong
    assert found["BORIS"].strong
    assert found["BORIS"].description == "a giant of a man"


def small(source):
    return breakdown(fountain.parse(source))


def test_names_that_join_and_differ():
    result = small("INT. A - DAY\n\nANNA\nOne two.\n\nBORIS\nThree.\n\nANNA AND BORIS\nFour.\n\nANNA (CONT’D)\nFive.\n")
    assert [(each.id, each.words) for each in result.characters] == [("anna", 4), ("boris", 2)]


def test_pronouns_decide_where_words_do_not():
    result = small("INT. A - DAY\n\nALEX, 30, tall, waits. She sits. Her hands shake.\n\nALEX\nWell.\n")
    assert result.characters[0].body["gender"] == 0.0


def test_young_variant_takes_the_gender_of_the_elder():
    result = small("INT. A - DAY\n\nSAM, 60, an old man, sits.\n\nSAM\nHi.\n\nINT. B - DAY\n\nYOUNG SAM\nHo.\n")
    young = person(result, "young_sam")
    assert (young.variant_of, young.body["gender"], young.body["age"]) == ("sam", 1.0, anny_age(20))


def test_text_before_the_first_heading_is_a_scene_if_something_happens():
    assert [scene.number for scene in small("FADE IN:\n\nINT. A\n\nRain.").scenes] == ["1"]
    assert [scene.number for scene in small("Rain.\n\nINT. A\n\nRain.").scenes] == ["0", "1"]


def test_headings_without_a_side_inherit_it():
    result = small("INT. HOUSE - NIGHT\n\nRain.\n\n.HALL\n\nRain.\n\n.LATER\n\nRain.\n")
    assert [(each.setting, each.place, each.time) for each in result.scenes] == [
        ("INT", "HOUSE", "NIGHT"), ("INT", "HALL", ""), ("INT", "HALL", ""),
    ]  # fmt: skip


def test_other_scripts_than_latin_keep_their_names():
    result = small("INT. КУХНЯ - DAY\n\nМАРА\nДа.\n\nINT. КУХНЯ - NIGHT\n\n@陽子\nはい。\n")
    assert [each.id for each in result.characters] == ["мара", "陽子"]
    assert len(result.locations) == 1


@pytest.mark.parametrize(("action", "people"), [
    ("PROSECUTOR HALE unrolls a map.", ["prosecutor_hale"]),
    ("Her producer KIT, behind the glass, waves.", ["kit"]),
    ("The stable. Joseph, in a wool beard, is sick.", ["joseph"]),
    ("Behind MRS. POLE the curtain burns. Mrs. Pole's hands go on playing.", ["mrs_pole"]),
    ("A mug that says BEST BOSS EVER.", []),
    ("She writes on a slate: DON'T.", []),
    ("A note: CALL YOUR MOTHER, in red.", []),
])  # fmt: skip
def test_people_are_named_in_action_and_words_on_things_are_not(action, people):
    found = small(f"INT. HALL - DAY\n\n{action}\n")
    assert [each.id for each in found.characters] == people


def test_a_hand_shows_its_owner_and_a_coat_does_not():
    source = "INT. HALL - DAY\n\nMARA\nYes.\n\nINT. ATTIC - DAY\n\n{}\n"
    assert small(source.format("Mara's fingers search the dust.")).scenes[1].characters == ("mara",)
    assert small(source.format("Mara's coat hangs there.")).scenes[1].characters == ()


def test_a_cue_by_the_middle_name_is_the_person():
    found = small("INT. STUDIO - DAY\n\nBIG MAE TURNER, twenty, gingham dress, hums.\n\nMAE\nSadder?\n")
    assert [each.id for each in found.characters] == ["mae"]

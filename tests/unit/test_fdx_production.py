"""Production drafts: cut scenes, revisions, locked pages; and what goes on the way to Fountain and back."""

from dataclasses import replace
from pathlib import Path

import pytest

from secondunit.core.script import ElementType, Run
from secondunit.core.tags import Category, Evidence, Tag
from secondunit.departments.script.scenes import split_scenes
from secondunit.formats import fdx, fountain
from secondunit.formats.final_draft.losses import losses as fdx_losses
from secondunit.formats.final_draft.revisions import LockedPage, locked_pages, omitted_scene, revisions
from secondunit.formats.final_draft.runs import runs
from secondunit.formats.final_draft.tags import write_tags
from secondunit.formats.fountain_syntax.emphasis import element_runs, mark
from shared_data import shared

HARBOUR = Path(__file__).parents[1] / "fixtures" / "script" / "harbour.fdx"


def final_draft(*paragraphs, nodes=""):
    return fdx.parse(f"<FinalDraft><Content>{''.join(paragraphs)}</Content>{nodes}</FinalDraft>".encode())


def paragraph(kind, words, **facts):
    inside = words if words.startswith("<") else f"<Text>{words}</Text>"
    return f'<Paragraph Type="{kind}"' + "".join(f' {key}="{value}"' for key, value in facts.items()) + f">{inside}</Paragraph>"


def through_fountain(script):
    return fountain.parse(fountain.write(script))


def test_revisions_say_their_colour_and_how_much_they_touch():
    script = final_draft(
        paragraph("Action", '<Text RevisionID="2">Rain.</Text><Text RevisionID="1"> Wind.</Text>'),
        paragraph("Action", '<Text RevisionID="2">Sun.</Text>'),
        nodes='<Revisions ActiveSet="2"><Revision ID="1" Name="Blue" Mark="*" PageColor="#C6C6EDEDFEFE"/>'
        '<Revision ID="2" Name="Pink" Mark="+"/><Revision ID="3" Name="Tan" PageColor="tan"/></Revisions>',
    )
    found = [(r.id, r.name, r.mark, r.page_colour, r.active, r.paragraphs) for r in revisions(script)]
    assert found == [("1", "Blue", "*", "#c6edfe", False, 1), ("2", "Pink", "+", "", True, 2), ("3", "Tan", "*", "", False, 0)]
    assert [e.attrs["revision"] for e in script.elements] == ["2", "2"]


def test_locked_pages_keep_the_label_that_is_printed():
    pages = '<LockedPages><LockedPage PageNumber="1" Deleted="0"/><LockedPage Number="1A"/><LockedPage PageNumber="2" Deleted="1"/><LockedPage/></LockedPages>'
    script = final_draft(paragraph("Action", "Rain."), nodes=pages)
    assert locked_pages(script) == (LockedPage("1", False), LockedPage("1A", False), LockedPage("2", True))
    assert pages.encode() in fdx.write(script)
    assert locked_pages(final_draft(nodes="<LockedPages/>")) == () == locked_pages(fountain.parse("Rain."))


def test_a_cut_scene_goes_to_fountain_as_a_boneyard_and_comes_back_as_a_cut_scene():
    script = fdx.parse(HARBOUR.read_bytes())
    text = fountain.write(script)
    assert ".OMITTED #2#\n\n/*\nINT. BOAT - DAY\n\nCut for time.\n*/\n" in text
    read = fountain.parse(text)
    assert [part.heading for part in split_scenes(read)] == [part.heading for part in split_scenes(script)]
    back = fdx.parse(fdx.write(read))
    heading = next(e for e in back.elements if e.attrs.get("omitted"))
    assert (heading.text, heading.number) == ("OMITTED", "2")
    assert "INT. BOAT - DAY" in omitted_scene(heading)
    assert "Cut for time." in omitted_scene(heading)
    assert not any(e.type is ElementType.NOTE and "Cut" in e.text for e in back.elements)
    assert fountain.write(back).count("Cut for time.") == 1


def test_words_of_a_cut_scene_cannot_end_its_boneyard():
    inside = paragraph("Action", "A */ B [[c]] /* D")
    script = final_draft(paragraph("Scene Heading", f"<OmittedScene>{inside}</OmittedScene><Text>OMITTED</Text>"), paragraph("Action", "After."))
    read = through_fountain(script)
    assert [e.type for e in read.elements] == [ElementType.SCENE_HEADING, ElementType.BONEYARD, ElementType.ACTION]


def test_page_breaks_and_centred_lines_go_both_ways():
    source = "INT. A\n\nRain.\n\n===\n\n> THE END <\n\n"
    script = fdx.parse(fdx.write(fountain.parse(source)))
    assert fountain.write(script) == source
    other = final_draft(paragraph("Action", "Rain."), paragraph("Scene Heading", "INT. A", StartsNewPage="Yes"))
    assert fountain.write(other) == "Rain.\n\n===\n\nINT. A\n\n"


STYLED = [
    ([Run("Now, ", italic=True), Run("run", bold=True, italic=True), Run(".", italic=True)], "*Now, **run**.*"),
    ([Run("so "), Run(" old ", bold=True), Run("barn", underline=True)], "so  **old** _barn_"),
    ([Run("all", bold=True, italic=True), Run(" bold", bold=True)], "***all* bold**"),
    ([Run("2*3 and [[x]]"), Run(" so", italic=True)], "2\\*3 and \\[[x]] *so*"),
    ([Run("   ", bold=True)], "   "),
    ([Run("one", italic=True), Run("two", bold=True)], "onetwo"),  # no unambiguous source
]  # fmt: skip


@pytest.mark.parametrize(("line", "source"), STYLED, ids=[source for _, source in STYLED])
def test_emphasis_is_marked_once_where_it_goes_on(line, source):
    assert mark(line) == source
    read = fountain.parse(f"Rain.\n\n!{source}").elements
    assert "".join(run.text for run in element_runs(read[-1])[0]).strip() == "".join(run.text for run in line).strip()


def test_a_parenthetical_in_italics_stays_one():
    script = final_draft(paragraph("Character", "MARA"), paragraph("Parenthetical", '<Text Style="Italic">(low)</Text>'), paragraph("Dialogue", "Go."))
    assert fountain.write(script) == "MARA\n(*low*)\nGo.\n\n"
    assert [r.italic for r in runs(fdx.parse(fdx.write(through_fountain(script))).elements[1])] == [False, True, False]


FORCED = [
    ("Action", "Title: a word", "!Title: a word"),
    ("Character", "INT. VOICE", "@INT. VOICE"),
    ("Character", "CUT TO:", "@CUT TO:"),
    ("Character", "MARA: ONE", "@MARA: ONE"),
    ("Transition", "INT. X CUT TO:", "> INT. X CUT TO:"),
    ("Note", "one ]]] two [[ ]", "[[one ] ] ] two [[ ] ]]"),
    ("Scene Heading", "BARN", ".BARN"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "words", "source"), FORCED)
def test_words_that_would_read_as_something_else_are_forced(kind, words, source):
    script = final_draft(paragraph(kind, words))
    assert fountain.write(script).rstrip("\n") == source
    read = through_fountain(script)
    assert not read.title_page
    assert [e.type for e in read.elements] == [e.type for e in script.elements]


@pytest.mark.parametrize(("kind", "words"), [
    ("Dialogue", "!no"), ("Dialogue", "~ la"), ("Dialogue", "==="), ("Dialogue", "(low)"), ("Scene Heading", "@x"),
    ("Character", "MARA ^"), ("Transition", "&gt; x &lt;"), ("Scene Heading", "INT. A #2#"), ("Note", "a ]] b")])  # fmt: skip
def test_what_fountain_cannot_say_is_a_warning_with_its_line(kind, words):
    script = final_draft("\n", paragraph("Character", "MARA"), paragraph(kind, words))
    [warning] = fountain.losses(script)
    assert warning.startswith(f"line 2: {script.elements[1].type.value.replace('_', ' ')} ")


def test_losses_on_the_way_to_fountain_are_counted():
    found = fountain.losses(fdx.parse(HARBOUR.read_bytes()))
    assert found == ("1 tagged stretch of text: Fountain has no breakdown tags", "revision marks by set and paragraphs: Blue (1)",
                     "paragraphs called Holodeck: written as action", "1 shot: written as action")  # fmt: skip
    script = final_draft(
        paragraph("Action", '<Text Style="Strikeout">Rain.</Text>', LeftIndent="2.00"),
        paragraph("Action", '<Text Style="Italic">a</Text><Text Style="Bold">b</Text>'),
        nodes='<LockedPages><LockedPage PageNumber="1"/><LockedPage PageNumber="1A"/></LockedPages>'
        "<ScriptNotes><ScriptNote/></ScriptNotes><DisplayBoards/>",
    )
    assert fountain.losses(script) == (
        "2 locked page numbers, 1 to 1A", "indents or spacing of 1 paragraph", "strikeout in 1 paragraph",
        "bold, italic or underline in 1 paragraph", "script notes",
    )  # fmt: skip
    many = final_draft(paragraph("Character", "MARA"), *[paragraph("Dialogue", "!no")] * 30)
    assert fountain.losses(many)[-1] == "10 more paragraphs read otherwise in Fountain"
    assert fountain.losses(fountain.parse("INT. A\n\nMARA\n!no\n")) == ()


def test_losses_on_the_way_to_final_draft_are_counted():
    source = "Title: X\nEpisode: 4\n\n##### Deep\n\nINT. A\n\nRain [[x]] falls.\n\n/* cut */\n\nBell\x07.\n"
    assert fdx_losses(fountain.parse(source)) == (
        "1 sections deeper than 4 levels: written as Outline 4",
        "1 notes or boneyards inside a paragraph: written as notes after it",
        "1 boneyards: written as notes",
        "1 paragraphs hold control characters, which Final Draft's files cannot: left out",
        "title page: Final Draft's is free text, the names of Episode are not kept (their words are)",
    )
    assert fdx_losses(fountain.parse("Title: X\n\nINT. A\n\nRain.\n")) == () == fdx_losses(fdx.parse(HARBOUR.read_bytes()))


def test_an_edited_title_keeps_the_page_around_it():
    title = ('<TitlePage><HeaderAndFooter a="b"/><Content><Paragraph Alignment="Center" x="y"><Text>LOW </Text><Text Style="Bold">TIDE</Text>'
             '</Paragraph></Content><TextState/></TitlePage>')  # fmt: skip
    script = final_draft(paragraph("Action", "Rain."), nodes=title)
    edited = fdx.write(replace(script, title_page={"Title": ("HIGH TIDE",)})).decode()
    assert title.replace("LOW ", "HIGH ").replace("/>", " />") in edited
    more = fdx.write(replace(script, title_page={"Title": ("LOW TIDE",), "Contact": ("Road 1",)})).decode()
    assert '<HeaderAndFooter a="b" />' in more
    assert fdx.parse(more.encode()).title_page == {"Title": ("LOW TIDE",), "Contact": ("Road 1",)}
    bare = final_draft(paragraph("Action", "Rain."))
    assert fdx.parse(fdx.write(replace(bare, title_page={"Title": ("NEW",)}))).title == "NEW"


def test_a_changed_kind_and_a_changed_note_are_written():
    script = final_draft(paragraph("Action", "<Text>[[shot: </Text><Text Style='Bold'>CU</Text><Text>]]</Text>"), paragraph("Action", "Hi."))
    note, action = script.elements
    assert note.text == "shot: CU"
    edited = replace(script, elements=(replace(note, text="shot: WIDE"), replace(action, type=ElementType.DIALOGUE)))
    back = fdx.parse(fdx.write(edited))
    assert [(e.type, e.text) for e in back.elements] == [(ElementType.NOTE, "shot: WIDE"), (ElementType.DIALOGUE, "Hi.")]
    assert "[[shot: " in back.elements[0].raw


def test_words_shown_in_capitals_stay_as_they_are_stored():
    script = final_draft(paragraph("Action", '<Text Style="AllCaps">Wind and rain</Text>'))
    assert script.elements[0].text == "WIND AND RAIN"
    edited = replace(script, elements=(replace(script.elements[0], text="WIND OR RAIN"),))
    assert "Wind OR rain" in fdx.parse(fdx.write(edited)).elements[0].raw
    props = Tag("sc010", Category.PROPS, "RAIN", (Evidence(0, 9, 13, "RAIN"),))
    assert ">Wind and <" in write_tags(script, [props]).script.elements[0].raw


@pytest.mark.shared
@pytest.mark.parametrize("name", ["jumpcut/gumshoe/gumshoe.fdx", "jumpcut/mostly-genius/mostly-genius.fdx",
                                  "schoonmaker/final_draft_12_sample.scrambled.fdx"])  # fmt: skip
def test_real_files_come_back_byte_by_byte_and_their_words_survive_fountain(name):
    data = shared(f"script/{name}").read_bytes()
    script = fdx.parse(data)
    assert fdx.write(script) == data
    assert not [warning for warning in fountain.losses(script) if warning.startswith("line ")]
    said = [" ".join(e.text.split()) for e in script.elements if e.text.strip()]
    read = [" ".join(e.text.split()) for e in through_fountain(script).elements if e.text.strip()]
    assert " ".join(said) == " ".join(read)

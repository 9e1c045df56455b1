"""Screenplay PDFs in the layouts of other programs: kinds, words and what stands in the margins."""

import io
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from pdf_makers import FLAT, make_pdf
from secondunit.core.script import ElementType as T
from secondunit.formats import fountain, screenplay, screenplay_pdf
from shared_data import ROOT

WIDE = {"dialogue": (72.0, 432.0), "paren": (72.0, 432.0)}
LAYOUTS = {
    "scene numbers, asterisks, CONTINUED and a revision head": {"scene_numbers": True, "stars": 5, "continued": True, "before_heading": 2, "header": "LOW TIDE - Blue Rev. 11/05/26"},
    "a slug repeated on every page": {"repeat_slug": True, "header": "LOW TIDE"},
    "A4": {"page": (595.28, 841.89), "rows": 57, "action": (106, 418), "top": 70},
    "Times": {"font": "Times-Roman"},
    "Helvetica 11": {"font": "Helvetica", "size": 11, "leading": 13},
    "a slanted watermark": {"watermark": "rotated"},
    "a watermark among the lines": {"watermark": "level", "stars": 7},
    "centred cues": {"centred_cues": True},
    "letters placed one by one without blanks": {"kerned": True},
    "headings drawn twice for bold": {"bold_twice": True},
    "page numbers at the foot": {"number_at": "foot", "number_first": True, "header": "LOW TIDE"},
    "double spacing": {"leading": 24, "rows": 26},
    "other margins": {"action": (72, 468), "dialogue": (144, 300), "paren": (190, 200), "cue": (240, 200)},
    "pages stored on their side": {"sideways": True},
    "a scaled page": {
        "halved": True, "page": (1224.0, 1584.0), "size": 24.0, "leading": 24.0, "top": 144.0, "action": (216, 864), "dialogue": (360, 504),
        "paren": (432, 360), "cue": (504, 504), "transition_right": 1022.0,
    },
    "no indentation": FLAT,
}
BARE = {
    "no indentation, speeches as wide as action": (FLAT | WIDE, 0.97),
    "no indentation, no blank lines": (FLAT | {"blank": 0}, 0.95),
    "no blank lines": ({"blank": 0}, 0.97),
}


@pytest.fixture(scope="module")
def script():
    """The example without its one pair of cues that stand side by side."""
    text = (ROOT / "examples/low_tide.fountain").read_text().replace("JUNE ^", "JUNE").replace("MARA (CONT'D)", "MARA")
    return fountain.parse(text)


def printed(found):
    kinds = {T.SCENE_HEADING, T.ACTION, T.CHARACTER, T.DIALOGUE, T.LYRIC, T.PARENTHETICAL, T.TRANSITION, T.CENTERED}
    return [
        (T.DIALOGUE if each.type is T.LYRIC else each.type, " ".join(line.split()))
        for each in found.elements if each.type in kinds
        for line in each.text.split("\n") if line.strip()
    ]


def agreement(script, **layout):
    from difflib import SequenceMatcher

    before, after = printed(script), printed(screenplay_pdf.parse(make_pdf(script, **layout)))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(before), len(after))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_example_is_read_from(name, script):
    assert agreement(script, **LAYOUTS[name]) >= 0.98


@pytest.mark.parametrize("name", BARE)
def test_the_order_of_lines_tells_their_kinds_with(name, script):
    layout, least = BARE[name]
    assert agreement(script, **layout) >= least


def test_a_script_all_in_small_letters_is_read_by_its_columns(script):
    small = replace(script, elements=tuple(replace(each, text=each.text.lower()) for each in script.elements))
    assert agreement(small) >= 0.98


def test_scene_numbers_stand_on_the_headings(script):
    found = screenplay_pdf.parse(make_pdf(script, scene_numbers=True, continued=True))
    headings = [each for each in found.elements if each.type is T.SCENE_HEADING]
    assert [each.number for each in headings] == [str(n) for n in range(1, 15)]


def test_asterisks_mark_revised_elements_and_nothing_else(script):
    plain = screenplay_pdf.parse(make_pdf(script))
    marked = screenplay_pdf.parse(make_pdf(script, stars=40))
    assert not any("revision" in each.attrs for each in plain.elements)
    revised = [each for each in marked.elements if each.attrs.get("revision") == "*"]
    assert 5 < len(revised) < 30
    assert not any("*" in each.text for each in marked.elements)


def test_page_labels_are_the_printed_ones(script):
    found = screenplay_pdf.parse(make_pdf(script, header="LOW TIDE - Pink Rev. 1/2/2026"))
    pages = [int(each.attrs["pdf_page"]) for each in found.elements]
    assert pages == sorted(pages) and pages[0] == 1 and pages[-1] > 8


def test_line_numbers_only_grow(script):
    found = screenplay_pdf.parse(make_pdf(script, header="LOW TIDE"))
    lines = [each.line for each in found.elements]
    assert lines == sorted(lines) and len(set(lines)) == len(lines)
    assert all(each.end_line >= each.line for each in found.elements)


class Hand:
    """A page set by hand: rows of (column in characters, text)."""

    def __init__(self):
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=(612, 792), invariant=1)

    def page(self, *rows, number=""):
        self.canvas.setFont("Courier", 12)
        if number:
            self.canvas.drawRightString(540, 752, number)
        y = 712
        for row in rows:
            for column, text in row:
                self.canvas.drawString(column * 7.2, y, text)
            y -= 12
        self.canvas.showPage()
        return self

    def parse(self):
        self.canvas.save()
        return screenplay_pdf.parse(self.file.getvalue())


def kinds(found):
    return [(each.type.value, each.text) for each in found.elements]


def test_a_speech_is_joined_over_more_and_contd():
    made = Hand().page(
        [(15, "INT. HALL - DAY")], [], [(15, "A hall.")], [], [(35, "ANNA (V.O.)")], [(25, "One half of what I say.")], [(35, "(MORE)")],
    ).page([(35, "ANNA (V.O.) (CONT'D)")], [(25, "And the other half.")], [], [(15, "She leaves.")], number="2.")  # fmt: skip
    assert kinds(made.parse()) == [
        ("scene_heading", "INT. HALL - DAY"), ("action", "A hall."), ("character", "ANNA (V.O.)"),
        ("dialogue", "One half of what I say. And the other half."), ("action", "She leaves."),
    ]  # fmt: skip


def test_a_contd_that_the_writer_typed_stays():
    made = Hand().page(
        [(15, "INT. HALL - DAY")], [], [(35, "ANNA")], [(25, "Well.")], [], [(15, "She waits.")], [], [(35, "ANNA (CONT'D)")], [(25, "Now?")],
    )  # fmt: skip
    assert ("character", "ANNA (CONT'D)") in kinds(made.parse())


def test_action_is_joined_over_a_page_only_in_the_middle_of_a_sentence():
    made = Hand().page(
        [(15, "INT. HALL - DAY")], [], [(15, "The door opens and behind it there is")],
    ).page([(15, "nothing at all.")], [], [(15, "She looks.")], number="2.").page([(15, "She leaves.")], number="3.")  # fmt: skip
    assert [text for kind, text in kinds(made.parse()) if kind == "action"] == [
        "The door opens and behind it there is nothing at all.", "She looks.", "She leaves.",
    ]  # fmt: skip


def test_a_repeated_slug_is_no_second_scene_but_a_new_number_is():
    made = Hand().page(
        [(7, "4"), (15, "INT. HALL - DAY"), (74, "4")], [], [(15, "She waits.")],
    ).page([(7, "4"), (15, "INT. HALL - DAY"), (74, "4")], [], [(15, "Still.")], number="2.").page(
        [(7, "5"), (15, "INT. HALL - DAY"), (74, "5")], [], [(15, "Later.")], number="3."
    )  # fmt: skip
    found = made.parse()
    assert [each.number for each in found.elements if each.type is T.SCENE_HEADING] == ["4", "5"]


def test_two_speeches_side_by_side_are_dual_dialogue():
    made = Hand().page(
        [(15, "INT. HALL - DAY")], [], [(15, "They speak at once, and loudly, across the whole of the hall.")], [],
        [(28, "ANNA"), (59, "BORIS (O.S.)")], [(17, "(calm)"), (46, "I never said that and I")], [(15, "You did say so, you did"), (46, "never will.")],
        [(15, "say so.")], [], [(15, "Silence.")],
    )  # fmt: skip
    found = [(each.type.value, each.dual, each.text) for each in made.parse().elements[2:-1]]
    assert found == [
        ("character", "left", "ANNA"), ("parenthetical", "left", "(calm)"), ("dialogue", "left", "You did say so, you did say so."),
        ("character", "right", "BORIS (O.S.)"), ("dialogue", "right", "I never said that and I never will."),
    ]  # fmt: skip


def test_a_number_that_is_said_at_the_foot_of_a_page_is_no_page_number():
    rows = [[(15, "INT. HALL - DAY")]] + [[]] * 49 + [[(15, "She counts.")], [], [(35, "ANNA")], [(25, "1984.")]]
    found = Hand().page(*rows).page([(15, "Rain.")], number="2.").parse()
    assert ("dialogue", "1984.") in kinds(found)


def test_an_omitted_scene_keeps_its_number():
    made = Hand().page(
        [(7, "7"), (15, "INT. HALL - DAY"), (74, "7")], [], [(15, "She waits.")], [], [(7, "8A"), (15, "OMITTED"), (74, "8A")], [],
        [(7, "9"), (15, "EXT. ROAD - DAY"), (74, "9")], [], [(15, "Dust.")],
    )  # fmt: skip
    found = made.parse()
    assert [(each.number, each.text) for each in found.elements if each.type is T.SCENE_HEADING] == [
        ("7", "INT. HALL - DAY"), ("8A", "OMITTED"), ("9", "EXT. ROAD - DAY"),
    ]  # fmt: skip


def test_a_lone_word_in_capitals_above_action_is_no_cue():
    made = Hand().page([(15, "INT. HALL - DAY")], [], [(15, "SILENCE")], [], [(15, "Then a cough.")], [], [(35, "ANNA")], [(25, "Bless you.")])
    assert ("action", "SILENCE") in kinds(made.parse())


def test_words_broken_at_a_hyphen_or_dash_come_together():
    made = Hand().page(
        [(15, "INT. HALL - DAY")], [], [(15, "He has brought along all of the people whom he knew as well-")], [(15, "known liars, and some others - all of them in the long grey-")],
        [(15, "blue coats of the line.")],
    )  # fmt: skip
    text = kinds(made.parse())[-1][1]
    assert "well-known liars" in text and "grey-blue coats" in text and "others - all" in text


def test_short_lines_keep_their_breaks():
    made = Hand().page(
        [(15, "INT. HALL - DAY")], [], [(15, "A list of what lies upon the table of the hall, by candle light:")], [], [(15, "bread")], [(15, "salt")], [(15, "a knife")],
    )  # fmt: skip
    assert kinds(made.parse())[-1] == ("action", "bread\nsalt\na knife")


def test_the_title_page_is_read_by_words_and_places():
    hand = Hand()
    c = hand.canvas
    c.setFont("Courier", 12)
    for y, text in ((540, "THE LONG ROAD"), (500, "Screenplay by"), (476, "Anna Example"), (464, "& Boris Beispiel"), (420, "Based on the novel by Clara Muster")):
        c.drawCentredString(306, y, text)
    for y, text in ((96, "Anna Example"), (84, "anna@example.org"), (72, "+44 555 010 2030")):
        c.drawString(108, y, text)
    c.drawRightString(540, 72, "Second Draft, 12 May 2026")
    c.showPage()
    found = hand.page([(15, "INT. HALL - DAY")], [], [(15, "She waits.")]).parse()
    assert found.title_page == {
        "Title": ("THE LONG ROAD",), "Credit": ("Screenplay by",), "Author": ("Anna Example", "& Boris Beispiel"),
        "Source": ("Based on the novel by Clara Muster",), "Draft date": ("Second Draft, 12 May 2026",),
        "Contact": ("Anna Example", "anna@example.org", "+44 555 010 2030"),
    }  # fmt: skip
    assert found.elements[0].text == "INT. HALL - DAY" and found.elements[0].attrs["pdf_page"] == "1"


def test_a_file_is_known_by_its_content(tmp_path, script):
    path = tmp_path / "script.txt"
    path.write_bytes(make_pdf(script))
    assert screenplay.read(path).source_format == "pdf"

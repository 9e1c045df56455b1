"""One record for each line of a screenplay: its number, what it is, and its words."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from secondunit.cli.main import cli
from secondunit.core.script import ElementType
from secondunit.formats import fdx, fountain
from secondunit.formats.fountain_syntax.lines import normalise
from secondunit.formats.script_lines import line_records

FIXTURES = Path(__file__).parents[1] / "fixtures" / "script"
LOW_TIDE = Path(__file__).resolve().parents[2] / "examples" / "low_tide.fountain"


def records(source):
    return [(row.line, row.type.value, row.text) for row in line_records(fountain.parse(source))]


WHOLE = """Title:
    **LOW TIDE**
Author: Ida

# Act

= They meet.

INT. BARN - DAY #1#

Wind *blows*
over the hay.

ANNA (V.O.)
(low)
Yes.
No.

~ la la

CUT TO:

> THE END <

===

!BANG
"""


def test_every_line_with_text_is_a_record():
    assert records(WHOLE) == [
        (1, "title", "Title:"), (2, "title", "**LOW TIDE**"), (3, "title", "Author: Ida"), (5, "section", "Act"),
        (7, "synopsis", "They meet."), (9, "scene_heading", "INT. BARN - DAY"), (11, "action", "Wind blows"),
        (12, "action", "over the hay."), (14, "character", "ANNA (V.O.)"), (15, "parenthetical", "(low)"),
        (16, "dialogue", "Yes."), (17, "dialogue", "No."), (19, "lyric", "la la"), (21, "transition", "CUT TO:"),
        (23, "centered", "THE END"), (25, "page_break", ""), (27, "action", "BANG"),
    ]  # fmt: skip


NOTES = {
    "alone": ("Rain.\n\n[[why?]]\n", [(1, "action", "Rain."), (3, "note", "why?")]),
    "over lines": ("Rain.\n\n[[why\nnow?]]\n", [(1, "action", "Rain."), (3, "note", "why"), (4, "note", "now?")]),
    "that begins on its second line": ("Rain.\n\n[[\nwhy?\n]]\n", [(1, "action", "Rain."), (4, "note", "why?")]),
    "in a line": ("Rain [[why?]] falls.\n", [(1, "action", "Rain falls.")]),
    "that goes on below the text": ("Rain [[why\nnow?]]\nfalls.\n",
                                    [(1, "action", "Rain"), (2, "note", "now?"), (3, "action", "falls.")]),
    "before the text of a line": ("Sun.\n\n[[why\nnow?]] falls.\n", [(1, "action", "Sun."), (3, "note", "why"), (4, "action", "falls.")]),
    "with a line of blanks": ("Rain.\n\n[[a\n  \nb]]\n", [(1, "action", "Rain."), (3, "note", "a"), (5, "note", "b")]),
    "between two lines": ("Rain\n[[why?]]\nfalls.\n", [(1, "action", "Rain"), (2, "note", "why?"), (3, "action", "falls.")]),
    "two on a line": ("Rain.\n\n[[a]] [[b]]\n", [(1, "action", "Rain."), (3, "note", "a")]),
    "under a cue": ("Rain.\n\nANNA\n[[who?]]\nYes.\n",
                    [(1, "action", "Rain."), (3, "character", "ANNA"), (4, "note", "who?"), (5, "dialogue", "Yes.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_a_note(name):
    source, wanted = NOTES[name]
    assert records(source) == wanted


def test_boneyards_have_no_record_and_lines_after_them_keep_their_numbers():
    assert records("Rain.\n\n/* INT. A\n\nGone. */\n\nSun.\n") == [(1, "action", "Rain."), (7, "action", "Sun.")]
    assert records("Rain /* or\nsnow */ falls.\nSun.\n") == [(1, "action", "Rain falls."), (3, "action", "Sun.")]


def test_lines_that_blanks_keep_in_a_speech_keep_their_numbers():
    assert records("Rain.\n\nANNA\nYes.\n  \nNo.\n")[1:] == [(3, "character", "ANNA"), (4, "dialogue", "Yes."), (6, "dialogue", "No.")]


def test_line_ends_and_a_mark_do_not_matter():
    for end in ("\r\n", "\r", "\u2028"):
        assert records("\ufeff" + WHOLE.replace("\n", end)) == records(WHOLE)


def test_nothing_has_no_records():
    assert records("") == records("\n \n\t\n") == records("/* all */") == []


PIECES = st.sampled_from(["INT. A", "ANNA", "(low)", "Yes.", "~ la", "> X <", "CUT TO:", "===", "# A", "= s", "[[n]]", "[[a", "b]]", "/*",
                          "*/", "/* x */", "!B", "", "", "  ", "\t", "Title: X", "    more", "ANNA ^", "Rain [[a", "b]] falls"])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("\n".join))
def test_records_are_the_lines_that_hold_text(source):
    found = line_records(fountain.parse(source))
    numbers = [row.line for row in found]
    assert numbers == sorted(set(numbers))
    lines = normalise(source).split("\n")
    assert all(lines[row.line - 1].strip() for row in found)
    assert all(row.text.strip() or row.type is ElementType.PAGE_BREAK for row in found)
    assert all("\n" not in row.text for row in found)
    if "[[" not in source and "/*" not in source and "!" not in source:
        assert numbers == [at for at, line in enumerate(lines, 1) if line.strip()]


def test_a_final_draft_paragraph_is_one_record_at_its_line():
    script = fdx.parse((FIXTURES / "harbour.fdx").read_bytes())
    found = [(row.line, row.type.value, row.text) for row in line_records(script)]
    assert found[:3] == [(5, "section", "The Tide"), (6, "scene_heading", "Ext. Harbour - dawn"),
                         (11, "action", "NELL ORR, 40, tall, red coat, sits on the wall.")]  # fmt: skip
    assert not [row for row in found if not row[2].strip()]
    assert (26, "scene_heading", "OMITTED") in found
    assert (35, "action", "A kind of paragraph from the future.") in found
    assert not [row for row in found if "Cut for time" in row[2]]


def elements(path):
    result = CliRunner().invoke(cli, ["script", "elements", str(path), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_command_prints_the_records():
    rows = elements(LOW_TIDE)
    assert rows == [{"line": r.line, "type": r.type.value, "text": r.text} for r in line_records(fountain.parse(LOW_TIDE.read_text()))]
    assert rows[0] == {"line": 1, "type": "title", "text": "Title:"}
    assert {"section", "synopsis", "scene_heading", "action", "note", "character", "parenthetical", "dialogue"} <= {r["type"] for r in rows}


def test_the_command_reads_final_draft_and_pdf(tmp_path):
    assert elements(FIXTURES / "harbour.fdx")[0] == {"line": 5, "type": "section", "text": "The Tide"}
    from secondunit.departments.script.pages import paginate
    from secondunit.formats.pages import pdf as pages_pdf

    script = fountain.parse("INT. BARN - DAY\n\nWind blows.\n\nANNA\nYes.\n")
    pages_pdf.write(script, paginate(script), tmp_path / "a.pdf", title="A")
    rows = elements(tmp_path / "a.pdf")
    assert [(r["type"], r["text"]) for r in rows] == [
        ("scene_heading", "INT. BARN - DAY"), ("action", "Wind blows."), ("character", "ANNA"), ("dialogue", "Yes.")]  # fmt: skip
    assert [r["line"] for r in rows] == sorted({r["line"] for r in rows})

"""An edited paragraph is written where it stands, and what stands beside it reads as it did."""

from dataclasses import replace

import pytest

from secondunit.formats import fountain
from secondunit.formats.fountain_syntax.lines import normalise

EDITS = {
    "a speech after a note": ("\nMARA\n[[x]]\nHi.\n", 2, "\nMARA\n[[x]]\nSun.\n\n"),
    "a speech after a boneyard": ("\nMARA\n/* x */\nINT. HOUSE", 2, "\nMARA\n/* x */\nSun.\n\n"),
    "action that ends a speech": ("\nMARA\n!BANG", 1, "\nMARA\n!Sun.\n\n"),
    "action with a note that holds brackets": ("\nRain [[a [[b]] falls.\n", 0, "\nSun. [[a [[b]]\n\n"),
    "one line of a speech": ("\nMARA\nHi.\n(low)\nBye.\n\nRain.\n", 3, "\nMARA\nHi.\n(low)\nSun.\n\nRain.\n"),
    "a section that loses its mark's blank": ("\n##Act\nRain.\n", 0, "\n## Sun.\n\nRain.\n"),
    "the second of two columns": ("\nA\nOne.\n\nB ^\nTwo.\n", 3, "\nA\nOne.\n\nB ^\nSun.\n\n"),
    "action that begins the script": ("Rain.\n\nEnd.\n", 0, "Sun.\n\nEnd.\n"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of(name):
    source, at, wanted = EDITS[name]
    script = fountain.parse(source)
    elements = list(script.elements)
    elements[at] = replace(elements[at], text="Sun.")
    written = fountain.write(replace(script, elements=tuple(elements)))
    assert written == wanted
    assert [(e.type, e.text, e.dual) for e in fountain.parse(written).elements] == [(e.type, e.text, e.dual) for e in elements]


def test_new_first_words_are_no_title_page():
    script = fountain.parse("Rain.\n\nEnd.\n")
    edited = replace(script, elements=(replace(script.elements[0], text="Title: what she wrote"), script.elements[1]))
    assert fountain.write(edited) == "!Title: what she wrote\n\nEnd.\n"


def test_an_omitted_scene_is_known_by_its_heading():
    script = fountain.parse("INT. A #1#\n\nRain.\n\n.OMITTED #2#\n\n.Omitted hours\n")
    assert [e.attrs.get("omitted") for e in script.elements] == [None, None, "yes", None]


def test_a_forced_cue_in_capitals_is_no_transition():
    assert [(e.type.value, e.text) for e in fountain.parse("\n@CUT TO:\n\nRain.\n").elements] == [("character", "CUT TO:"), ("action", "Rain.")]


def test_several_byte_order_marks_are_dropped():
    assert normalise("\ufeff\ufeffRain.\r\n") == "Rain.\n"


@pytest.mark.parametrize("piece", ["[[a]]\n", "[[", "/* */\n", "/*", "]] [[\n", "*a ", "\n \n", "A\n  \n", "~\n", "\\[[", "A ^\nB\n\n", "#" * 9 + "\n"])
def test_long_repetitions_are_read_whole(piece):
    source = "INT. A\n\n" + piece * 20_000
    assert fountain.write(fountain.parse(source)) == source

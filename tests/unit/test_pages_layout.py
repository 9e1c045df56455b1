"""Setting and breaking pages, rule by rule."""

import pytest

from secondunit.core.errors import InputError
from secondunit.core.pages import PageSetup
from secondunit.core.script import ElementType
from secondunit.departments.script.pages import paginate, preset
from secondunit.departments.script.pages.presets import columns, lines_per_page, styles_of
from secondunit.departments.script.pages.wrap import wrap
from secondunit.formats import fountain

PAD = "Padding line.\n\n"


def pages(text, **setup):
    return paginate(fountain.parse(text), PageSetup(**setup) if setup else None)


def shown(page):
    return [line.text for line in page.lines]


def padded(lines, tail):
    """Fill so many lines of a page (two for each paragraph, one for the first), then go on with the tail."""
    assert lines % 2
    return PAD * ((lines + 1) // 2) + tail


@pytest.mark.parametrize(("text", "width", "lines"), [
    ("one two three", 7, ["one two", "three"]),
    ("one  two   three", 8, ["one  two", "three"]),  # blanks at the end hang, blanks inside count
    ("well-known thing", 6, ["well-", "known", "thing"]),
    ("a word-- and", 6, ["a word--", "and"]),
    ("he said word--", 12, ["he said word--"]),  # a double dash hangs two characters over
    ("he said wordss--", 12, ["he said", "wordss--"]),
    ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ("one\ntwo three", 20, ["one", "two three"]),
    ("", 10, [""]),
    ("日本語 日本語", 6, ["日本語", "日本語"]),  # wide characters take two cells
    ("e\u0301e\u0301e\u0301 x", 3, ["e\u0301e\u0301e\u0301", "x"]),  # marks take none
])  # fmt: skip
def test_lines_are_filled_greedily(text, width, lines):
    assert wrap(text, width) == lines


def test_widths_are_final_drafts():
    styles = styles_of(preset("letter"))
    found = {name: columns(styles[name], 7.5) for name in ("Action", "Dialogue", "Parenthetical", "Scene Heading")}
    assert found == {"Action": 61, "Dialogue": 35, "Parenthetical": 25, "Scene Heading": 61}
    assert columns(styles_of(preset("multicam"))["Dialogue"], 7.5) == 38
    assert (lines_per_page(preset("letter")), lines_per_page(preset("a4"))) == (54, 58)
    with pytest.raises(InputError, match="folio"):
        preset("folio")


def test_space_above_is_dropped_at_the_top_of_a_page():
    first, second = pages(padded(53, "EXT. FIELD - DAY\n\nWind.")).pages
    assert first.lines[-1].row == 52
    assert [(line.row, line.text) for line in second.lines] == [(0, "EXT. FIELD - DAY"), (2, "Wind.")]


def test_a_heading_goes_with_what_follows():
    result = pages(padded(49, "EXT. FIELD - DAY\n\n" + "Wind over grass. " * 8))
    assert [scene.page for scene in result.scenes] == [2]
    assert pages(padded(49, "EXT. FIELD - DAY\n\nWind.")).scenes[0].page == 1


def test_an_action_is_split_at_a_sentence_with_two_lines_on_each_side():
    first = "The river runs high and brown under the bridge and over the low path by the mill wall. "
    second = "Nobody walks there now and the boats are gone from the far bank of the grey water for good."
    result = pages(padded(51, first + second))
    assert shown(result.pages[0])[-1].endswith("mill wall.")
    assert shown(result.pages[1])[0].startswith("Nobody")
    whole = pages(padded(51, "Short one. " + "word " * 40))
    assert shown(whole.pages[1])[0].startswith("Short one."), "a single line would stay behind"


def test_a_split_speech_says_more_and_repeats_its_cue_without_taking_lines():
    speech = "ANNA\n" + "I have told you this before today. " * 9
    result = pages(padded(47, speech))
    bottom, top = result.pages
    assert [line.role for line in bottom.lines][-1] == "more" and bottom.lines[-1].text == "(MORE)"
    assert top.lines[0].role == "contd_cue" and top.lines[0].text == "ANNA (CONT'D)"
    assert bottom.lines[-2].row == 53


def test_contd_is_never_printed_twice():
    result = pages(padded(47, "ANNA (CONT'D)\n" + "I have told you this before today. " * 6))
    assert result.pages[1].lines[0].text == "ANNA (CONT'D)"


def test_short_parts_of_a_speech_stay_whole():
    result = pages(padded(51, "ANNA\nOne sentence here. Another sentence there."))
    assert shown(result.pages[1])[0] == "ANNA" and result.pages[1].lines[0].role == "text"


def test_a_transition_does_not_start_a_page():
    result = pages(padded(51, "Last words.\n\nCUT TO:\n\nEXT. FIELD - DAY\n\nWind."))
    assert shown(result.pages[1])[:2] == ["Last words.", "CUT TO:"]


def test_page_breaks_and_locked_labels():
    assert [shown(p) for p in pages("One.\n\n===\n\nTwo.").pages] == [["One."], ["Two."]]
    assert [p.label for p in pages("One.\n\n===\n\nTwo.").pages] == ["1", "2"]


def test_dual_dialogue_stands_side_by_side():
    [page] = pages("ANNA\nYes, I do.\n\nBEN ^\nNo, you do not, and nobody does around here.\n\nSilence.").pages
    rows = {line.text: line.row for line in page.lines}
    assert rows["ANNA"] == rows["BEN"] == 0
    assert rows["Silence."] == 4  # a cue, two lines of the taller column, and a blank line
    assert min(line.column for line in page.lines if line.text == "BEN") > 46


def test_capitals_transitions_and_centred_text_are_placed():
    [page] = pages("ext. field - day\n\nWind.\n\nCUT TO:\n\n> THE END <").pages
    found = {line.text: line.column for line in page.lines}
    assert found == {"EXT. FIELD - DAY": 15, "Wind.": 15, "CUT TO:": 64, "THE END": 41}


def test_a_title_page_may_state_the_format():
    body = "\n\nEXT. FIELD - DAY\n\nANNA\nI have told you this before today and will again."
    multicam = paginate(fountain.parse("Title: X\nfmt: multicam dsd dl-2.25 dr-6.00" + body))
    assert (multicam.setup.source, [line.row for line in multicam.pages[0].lines]) == ("multicam", [0, 2, 4, 6])
    narrow = paginate(fountain.parse("Title: X\nfmt: dl-3 dr-5.0" + body))
    assert [line.column for line in narrow.pages[0].lines][-1] == 30 and len(narrow.pages[0].lines) == 5
    odd = paginate(fountain.parse("Title: X\nfmt: dl-x dr-99 wide" + body))
    assert odd.setup == preset("letter")


def test_notes_sections_and_synopses_take_no_room():
    plain = pages("EXT. FIELD - DAY\n\nWind.\n\nRain.")
    noted = pages("# Act one\n\n= They meet.\n\nEXT. FIELD - DAY\n\n[[a note]]\n\nWind.\n\n/* gone */\n\nRain.")
    assert [(x.row, x.text) for x in plain.pages[0].lines] == [(x.row, x.text) for x in noted.pages[0].lines]


def test_blank_lines_of_the_writer_are_kept():
    [page] = pages("One.\n\n\nTwo.").pages
    assert [line.row for line in page.lines] == [0, 4]  # an empty action has its own space above


def test_double_spacing_stands_above_each_line():
    text = "ANNA\nI have told you this before today and will again.\n\nBEN\nYes."
    [page] = paginate(fountain.parse(text), preset("multicam")).pages
    assert [line.row for line in page.lines] == [0, 2, 4, 6, 8]


@pytest.mark.parametrize(("lines", "eighths"), [(1, 1), (5, 1), (7, 2), (53, 8), (61, 10)])
def test_lengths_are_rounded_up_to_eighths(lines, eighths):
    text = "EXT. FIELD - DAY\n\n" + "Wind.\n\n" * ((lines - 1) // 2)
    assert pages(text).scenes[0].eighths == eighths


def test_scenes_have_number_page_and_length():
    result = pages("EXT. FIELD - DAY #12A#\n\nWind.\n\nINT. BARN - NIGHT\n\nDark.")
    assert [(s.number, s.heading, s.page, s.length) for s in result.scenes] == [
        ("12A", "EXT. FIELD - DAY", 1, "1/8"), ("2", "INT. BARN - NIGHT", 1, "1/8")]  # fmt: skip


def test_text_without_a_heading_has_pages_and_no_scene():
    result = pages("Just words.")
    assert (len(result.pages), result.scenes) == (1, ())
    assert pages("").pages == ()


def test_scene_continueds_are_printed_where_the_file_asks_for_them():
    text = "EXT. FIELD - DAY\n\n" + PAD * 40
    result = pages(text, scene_continued_bottom="(CONTINUED)", scene_continued_top="CONTINUED:")
    assert result.pages[0].lines[-1].text == "(CONTINUED)" and result.pages[1].lines[0].text == "CONTINUED:"
    assert {line.kind for line in result.pages[0].lines} == {ElementType.SCENE_HEADING, ElementType.ACTION}

"""The screenplay as PDF: every line at its place, nothing lost, the same bytes each time."""

import io

import pypdf
import pypdfium2
import pytest

from page_makers import simple_pages
from secondunit.core.errors import InputError
from secondunit.core.pages import Page, PageLine, Pages, PageSetup, ScenePages
from secondunit.core.script import Element, Script
from secondunit.core.script import ElementType as T
from secondunit.formats import fountain, screenplay
from secondunit.formats.pages import pdf as pages_pdf
from secondunit.formats.pages.emphasis import Emphasis
from secondunit.formats.pages.title import title_sheets
from secondunit.formats.pages.type import PLAIN, Style, cells, stretches
from shared_data import ROOT

A4 = PageSetup(width=8.27, height=11.69)


def written(script, pages, tmp_path, **facts):
    path = tmp_path / "out.pdf"
    pages_pdf.write(script, pages, path, **facts)
    return path.read_bytes()


def placed(data, sheet=0):
    """(inches from the left, inches from the top to the baseline, text) of every line of a sheet."""
    page = pypdfium2.PdfDocument(data)[sheet]
    text = page.get_textpage()
    out = []
    for n in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(n)
        out.append((round(left / 72, 1), round((page.get_height() - bottom) / 72, 1), text.get_text_bounded(left, bottom, right, top)))
    return out


def one_line(line, **setup):
    script = Script({}, (Element(0, T.SCENE_HEADING, "INT. HALL - DAY", 1, 1),), "fountain")
    layout = PageSetup(**setup)
    return script, Pages(layout, (Page("1", (line,)),), (ScenePages("7", "INT. HALL - DAY", 0, 1, "1", 3),))


def test_lines_stand_on_the_grid(tmp_path):
    line = PageLine(6, 25, "Well then.", T.DIALOGUE, 0)
    data = written(*one_line(line), tmp_path)
    (left, down, text), = placed(data)
    assert (left, text) == (2.5, "Well then.")
    assert 2.05 <= down <= 2.2  # an inch of margin, six lines, and the height of the line


def test_scene_numbers_stand_in_both_margins_and_the_asterisk_beyond(tmp_path):
    line = PageLine(0, 15, "INT. HALL - DAY", T.SCENE_HEADING, 0, number="7", revised="2")
    found = placed(written(*one_line(line), tmp_path))
    assert [(left, text.strip()) for left, _, text in found] == [(0.7, "7"), (1.5, "INT. HALL - DAY"), (7.4, "7"), (7.8, "*")] or [
        (left, text.strip()) for left, _, text in found
    ] == [(0.8, "7"), (1.5, "INT. HALL - DAY"), (7.4, "7"), (7.8, "*")]


def test_marks_in_the_right_margin_stay_on_a4_paper(tmp_path):
    line = PageLine(0, 15, "INT. HALL - DAY", T.SCENE_HEADING, 0, number="107A", revised="2")
    found = placed(written(*one_line(line, width=8.27, height=11.69), tmp_path))
    assert found[-1][0] == 7.6
    assert all(left + 0.1 * len(text.strip()) < 8.27 for left, _, text in found)


def test_all_pages_and_only_numbered_from_the_second_on(tmp_path):
    script = screenplay.read(ROOT / "examples/low_tide.fountain")
    pages = simple_pages(script)
    path = tmp_path / "low.pdf"
    assert pages_pdf.write(script, pages, path) == 1 + len(pages.pages)
    reader = pypdf.PdfReader(path)
    texts = [page.extract_text() for page in reader.pages]
    assert "LOW TIDE" in texts[0] and "EXT. SALTMOUTH" not in texts[0]
    assert "1." not in texts[1].split() and texts[2].split()[0] == "2."
    printed = "".join("".join(text.split()) for text in texts[1:])
    for page in pages.pages:
        for line in page.lines:
            assert "".join(line.text.split()) in printed


def test_scenes_are_bookmarks_and_viewers_show_printed_labels(tmp_path):
    script = screenplay.read(ROOT / "examples/low_tide.fountain")
    path = tmp_path / "low.pdf"
    pages_pdf.write(script, simple_pages(script), path)
    reader = pypdf.PdfReader(path)
    assert [each.title for each in reader.outline][:2] == ["1  EXT. SALTMOUTH HARBOUR - DAWN", "2  INT. MARA'S KITCHEN - DAY"]
    assert len(reader.outline) == 14
    assert list(reader.page_labels)[:3] == ["Title", "1", "2"]
    assert reader.get_destination_page_number(reader.outline[0]) == 1


def test_the_same_script_gives_the_same_bytes(tmp_path):
    script = screenplay.read(ROOT / "examples/low_tide.fountain")
    pages = simple_pages(script, A4)
    assert written(script, pages, tmp_path) == written(script, pages, tmp_path)


def test_every_font_is_embedded(tmp_path):
    script = fountain.parse("INT. КВАРТИРА - НОЧЬ\n\nОна ждёт. 東京 → 5 € שלום\n")
    reader = pypdf.PdfReader(io.BytesIO(written(script, simple_pages(script), tmp_path)))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].get_object().values()]
    assert fonts and all("/FontFile2" in font["/FontDescriptor"].get_object() for font in fonts)
    assert "東京" in "".join(reader.pages[0].extract_text().split())


def test_no_pages_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no pages"):
        pages_pdf.write(fountain.parse(""), Pages(PageSetup(), (), ()), tmp_path / "x.pdf")


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    script = fountain.parse("INT. HALL - DAY\n\nShe waits.\n")
    with pytest.raises(InputError, match="cannot be written"):
        pages_pdf.write(script, simple_pages(script), tmp_path / "no" / "x.pdf")


def test_control_characters_are_not_drawn(tmp_path):
    line = PageLine(0, 15, "a\x00b\x1b[31m\u202ec\ud800", T.ACTION, 0)
    data = written(*one_line(line), tmp_path)
    assert "ab[31mc" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_cells_count_wide_and_combining_characters():
    assert (cells("abc"), cells("東京"), cells("e\u0301"), cells("한 글")) == (3, 4, 1, 5)


def test_stretches_keep_the_grid():
    parts = stretches("ab東c", [])
    assert [(part.cell, part.cells, part.text) for part in parts] == [(0, 2, "ab"), (2, 2, "東"), (4, 1, "c")]
    assert all(part.squeeze <= 1 for part in parts)


def lines_of(text, *lines, kind=T.ACTION):
    return [PageLine(n, 15, line, kind, 0) for n, line in enumerate(lines)]


def test_styles_find_their_letters_over_line_breaks_and_capitals():
    bold = Style(bold=True)
    element = Element(0, T.ACTION, "He said no way and left.", 1, 1)
    emphasis = Emphasis([element], lambda each: [("He said ", PLAIN), ("no way", bold), (" and left.", PLAIN)])
    first, second = lines_of(element.text, "HE SAID NO", "WAY AND LEFT.")
    assert [style.bold for style in emphasis.of(first)] == [False] * 8 + [True] * 2
    assert [style.bold for style in emphasis.of(second)] == [True] * 3 + [False] * 10


def test_a_lyric_is_set_in_italics():
    element = Element(0, T.LYRIC, "La la", 1, 1)
    emphasis = Emphasis([element], lambda each: [(each.text, PLAIN)])
    assert all(style.italic for style in emphasis.of(PageLine(0, 25, "La la", T.LYRIC, 0)))


def test_the_title_page_is_laid_out_as_the_field_does():
    script = Script({"Title": ("LOW TIDE",), "Credit": ("by",), "Author": ("A. B.",), "Contact": ("Street 1", "Town"), "Draft date": ("May",), "fmt": ("multicam",)}, (), "fountain")
    (lines,) = title_sheets(script, PageSetup())
    place = {line.text: (line.row, line.column) for line in lines}
    assert place["LOW TIDE"] == (20, 38)
    assert place["LOW TIDE"][0] < place["by"][0] < place["A. B."][0]
    assert place["Town"] == (59, 15) and place["Street 1"] == (58, 15)
    assert place["May"] == (59, 72)
    assert "multicam" not in place


def test_a_very_long_title_page_goes_on_over_sheets():
    notes = tuple(f"line {n}" for n in range(150))
    sheets = title_sheets(Script({"Title": ("T",), "Notes": notes}, (), "fountain"), PageSetup())
    texts = [line.text for sheet in sheets for line in sheet]
    assert len(sheets) > 2 and set(notes) <= set(texts)
    assert all(0 <= line.row < 66 for sheet in sheets for line in sheet)

import dataclasses
from fractions import Fraction

import pytest
from PIL import Image
from pypdf import PdfReader

from panel_makers import draw, item, show
from secondunit.core.errors import InputError
from secondunit.formats import contact_sheet
from secondunit.formats.boards import pdf as boards_pdf
from secondunit.formats.boards.text import fit_text

FPS = Fraction(24)


def book(items, panels, path, **options):
    count = boards_pdf.write(items, panels, path, title="The Glass Desert", rate=FPS, **options)
    pages = [page.extract_text() for page in PdfReader(path).pages]
    assert len(pages) == count
    return pages


@pytest.mark.parametrize(("boards", "pages"), [(6, 3), (3, 4)])
@pytest.mark.parametrize("page", ["letter", "a4"])
def test_the_book_says_everything_about_a_shot(tmp_path, page, boards, pages):
    items, panels = show(tmp_path, 8)
    texts = book(items, panels, tmp_path / "b.pdf", page=page, boards=boards, draft="Blue draft", note="Proposed.")
    assert len(texts) == pages
    assert "The Glass Desert" in texts[0] and "INT. ROOM 3 - NIGHT" in texts[0]
    assert f"page 2 / {pages}" in texts[1] and "Blue draft" in texts[1] and "Proposed." in texts[1]
    for part in ("1 / 0020", "MS", "35 mm", "dolly in", "Action of shot 1.", "MARA", "Line 1.", "0.5 s", "11 f",
                 "00:00:00:10", "INT. ROOM 1 - NIGHT"):
        assert part in texts[1]
    everything = "".join(texts)
    assert all(f"Action of shot {n}." in everything for n in range(8))


def test_the_same_book_has_the_same_bytes_and_is_outlined(tmp_path):
    items, panels = show(tmp_path, 7)
    for name in ("a.pdf", "b.pdf"):
        book(items, panels, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert [entry.title for entry in PdfReader(tmp_path / "a.pdf").outline] == [
        f"{n} INT. ROOM {n} - NIGHT" for n in (1, 2, 3)]


def test_a_text_that_does_not_fit_is_printed_in_full_where_the_board_says(tmp_path):
    items, panels = show(tmp_path, 3)
    words = [f"w{n:04d}" for n in range(1700)]  # 10,000 characters
    items[1] = dataclasses.replace(items[1], action=" ".join(words))
    texts = book(items, panels, tmp_path / "b.pdf")
    assert "full text on page 3" in texts[1] and "page 3 / " in texts[2]
    appendix = " ".join(texts[2:]).split()
    assert [word for word in appendix if word.startswith("w")] == words
    assert "Line 1." in " ".join(texts[2:])


def test_text_shrinks_before_it_is_cut():
    sizes = [fit_text(item(0, action="word " * n), 200, 100).size for n in (10, 74, 90)]
    assert sizes[0] > sizes[1] >= sizes[2] and not fit_text(item(0, action="word " * 70), 200, 100).cut
    assert fit_text(item(0, action="word " * 400), 200, 100).cut


@pytest.mark.parametrize("words", [
    "=cmd|' /C calc'!A0", "<b>bold</b><script>x</script> &amp;", "שלום עולם (12:30) مرحبا",
    "😀🎬👩🏽‍🚀 李小龙 안녕 ไทย",
    "\x00\x07\u202e\ud800 end", "]]> endstream endobj %%EOF \\( \\)", "x" * 3000,
])
def test_hostile_words_are_only_words(tmp_path, words):
    items, panels = show(tmp_path, 2)
    items[0] = dataclasses.replace(items[0], action=words, heading=words, dialogue=((words, words),),
                                   scene_number=words)
    texts = book(items, panels, tmp_path / "b.pdf", draft=words, note=words)
    assert "Action of shot 1." in "".join(texts)
    contact_sheet.write(items, panels, tmp_path, title=words, rate=FPS)


def test_no_shots_no_panels_bad_panels_and_bad_pages_are_told(tmp_path):
    items, panels = show(tmp_path, 2)
    broken = tmp_path / "broken.png"
    broken.write_bytes((tmp_path / f"{items[0].shot}.png").read_bytes()[:200])
    text = tmp_path / "text.png"
    text.write_text("not a picture")
    for given, paths, words in (
        ([], panels, "no shot"), (items, {}, "no panel"), ([items[0], items[0]], panels, "twice"),
        (items, {items[0].shot: broken}, "cannot be read"), (items, {items[1].shot: text}, "cannot be read"),
        (items, {items[1].shot: tmp_path / "gone.png"}, "missing"),
    ):
        with pytest.raises(InputError, match=words):
            boards_pdf.write(given, paths, tmp_path / "x.pdf", title="x", rate=FPS)
        with pytest.raises(InputError, match=words):
            contact_sheet.write(given, paths, tmp_path, title="x", rate=FPS)
    with pytest.raises(InputError, match="page"):
        boards_pdf.write(items, panels, tmp_path / "x.pdf", title="x", rate=FPS, page="legal")
    with pytest.raises(InputError, match="sheet"):
        contact_sheet.write(items, panels, tmp_path, title="x", rate=FPS, columns=0)


def test_a_shot_without_a_panel_gets_a_slate(tmp_path):
    items, panels = show(tmp_path, 2)
    del panels[items[1].shot]
    path = contact_sheet.write(items, panels, tmp_path, title="x", rate=FPS)[0]
    with Image.open(path) as sheet:
        colours = {colour for _, colour in sheet.convert("RGB").getcolors(1 << 20)}
    assert (0xD9, 0xD9, 0xD6) in colours
    assert len(book(items, panels, tmp_path / "b.pdf")) == 2


def test_contact_sheets_have_bounded_pages_that_repeat(tmp_path):
    items, panels = show(tmp_path, 9)
    first = contact_sheet.write(items, panels, tmp_path, title="x", rate=FPS, columns=2, rows=2)
    assert [path.name for path in first] == [f"contact_sheet.{n:02d}.png" for n in (1, 2, 3)]
    bytes_ = [path.read_bytes() for path in first]
    again = contact_sheet.write(items, panels, tmp_path, title="x", rate=FPS, columns=2, rows=2)
    assert [path.read_bytes() for path in again] == bytes_
    sizes = [Image.open(path).size for path in first]
    assert sizes[0] == sizes[1] and sizes[2][0] == sizes[0][0] and sizes[2][1] < sizes[0][1]


def test_panels_of_odd_and_other_shapes_and_with_alpha_are_printed(tmp_path):
    items, panels = show(tmp_path, 3)
    draw(panels[items[0].shot], (321, 179))
    draw(panels[items[1].shot], (101, 333))
    Image.new("RGBA", (64, 36), (255, 0, 0, 0)).save(panels[items[2].shot])
    assert len(book(items, panels, tmp_path / "b.pdf")) == 2
    with Image.open(contact_sheet.write(items, panels, tmp_path, title="x", rate=FPS)[0]) as sheet:
        assert sheet.getpixel((36 + 2 * 314 + 150, 74 + 80)) == (255, 255, 255)  # clear means paper

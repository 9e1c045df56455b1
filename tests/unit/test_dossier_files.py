"""The dossier as workbook, page and CSV: cells are what they seem, text stays text, sums are right, nothing calls out."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime, time
from html.parser import HTMLParser

import openpyxl
import pytest

import schedule_makers as make
from secondunit.core.dossier import Decision
from secondunit.core.errors import InputError
from secondunit.core.pages import eighths_text
from secondunit.core.tags import Category, Evidence, Tag
from secondunit.formats.dossier import html as dossier_html
from secondunit.formats.dossier import xlsx as dossier_xlsx
from secondunit.formats.dossier.xlsx_book import LONGEST, Book, Line, heads
from secondunit.formats.papers import breakdown_csv
from secondunit.formats.papers.breakdown_csv import safe

FORMULAS = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "  =1", "＝1+1", "\u202e=1", "\u200b@x"]


@pytest.fixture(scope="module")
def ferry():
    return make.ferry()


@pytest.fixture(scope="module")
def hostile():
    """A dossier whose every text from outside tries to be something else."""
    words = "</script><b onclick='x()'>&amp; =1+1"
    dossier = make.dossier(f"Title: =&9 {words}\n\nINT. {words} - DAY\n\n@{words}\nHello.\n\n@=HYPERLINK(\"x\")\nHello.\n")
    tags = tuple(Tag("sc010", Category.PROPS, text, (Evidence(0, 0, 1, text),), note=text) for text in FORMULAS)
    return replace(dossier, tags=tags, warnings=(words,), decisions={"x": Decision(True, words)})


def book_of(dossier, folder, name="d.xlsx"):
    dossier_xlsx.write(dossier, folder / name)
    return openpyxl.load_workbook(folder / name)


def rows_of(sheet, head=1):
    """Return the rows below the head as dictionaries of values."""
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[head - 1], row, strict=True)) for row in rows[head:]]


@pytest.fixture(scope="module")
def book(ferry, tmp_path_factory):
    return book_of(ferry, tmp_path_factory.mktemp("book"))


def test_the_workbook_has_a_sheet_for_everything(book):
    assert book.sheetnames == ["Summary", "Scenes", "Breakdown", "Elements", "Cast", "Locations", "Scene x character", "Suggestions",
                               "Shooting days", "Stripboard", "One-liner", "Day out of days", "Calls"]  # fmt: skip


def test_cells_are_numbers_dates_and_times_where_they_should_be(book):
    scene = rows_of(book["Scenes"])[0]
    assert (scene["scene"], scene["page"], scene["set"], scene["D/N"]) == (1, 1, "BOAT HOUSE", "NIGHT")
    assert scene["length"] == eighths_text(scene["eighths"]) and scene["synopsis"] == "Oda waits with the lantern."
    day = rows_of(book["Shooting days"])[0]
    assert day["date"] == datetime(2026, 11, 30) and day["call"] == time(7) and day["day"] == 1
    cell = book["Shooting days"]["B2"]
    assert cell.is_date and "ddd" in cell.number_format, "with its weekday"
    call = rows_of(book["Calls"])[0]
    assert call["cast"] == "ODA" and call["status"] == "SW" and isinstance(call["on set"], time)
    assert rows_of(book["Cast"])[0]["no"] == 1 and rows_of(book["Breakdown"])[0]["quantity"] == 1


def test_every_sheet_keeps_its_heads_in_sight_and_prints_them_on_every_page(book):
    for sheet in book:
        rows = 4 if sheet.title == "Day out of days" else 1
        assert sheet.freeze_panes and sheet[sheet.freeze_panes].row == rows + 1, sheet.title
        assert sheet.print_title_rows == f"$1:${rows}", sheet.title
        assert sheet.page_setup.orientation == "landscape" and sheet.oddFooter.right.text == "Page &P of &N"
        assert "The Ferry" in sheet.oddHeader.left.text
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert all(width >= 3.5 for width in widths), sheet.title
    for name in ("Scenes", "Breakdown", "Elements", "Cast", "Stripboard", "One-liner", "Calls"):
        assert book[name].auto_filter.ref == f"A1:{book[name].dimensions.partition(':')[2]}", name


def test_sums_of_the_workbook_agree_with_each_other(ferry, book):
    total = sum(scene.eighths for scene in ferry.breakdown.scenes)
    summary = {row["what"]: row["figure"] for row in rows_of(book["Summary"])}
    assert summary["Length of all scenes, eighths"] == total and summary["Shooting days"] == 2
    assert sum(row["eighths"] for row in rows_of(book["Scenes"])) == total
    assert sum(row["eighths"] for row in rows_of(book["Shooting days"])) == total
    assert sum(row["eighths"] for row in rows_of(book["Locations"])) == total
    bars = [row for row in rows_of(book["Stripboard"]) if (row["set"] or "").startswith("END OF DAY")]
    strips = [row for row in rows_of(book["Stripboard"]) if row["scene"]]
    assert [bar["eighths"] for bar in bars] == [
        sum(row["eighths"] for row in strips if row["shoot day"] == bar["shoot day"]) for bar in bars]  # fmt: skip
    assert sum(bar["eighths"] for bar in bars) == total


def test_the_workbooks_day_out_of_days_has_codes_and_totals(ferry, book):
    sheet = book["Day out of days"]
    rows = list(sheet.iter_rows(values_only=True))
    dates = ferry.board.dood.dates
    assert [cell.date() for cell in rows[0][2 : 2 + len(dates)]] == list(dates)
    assert rows[1][2:4] == ("Mon", "Tue") and rows[2][2:4] == (1, 2)
    oda = next(row for row in rows if row[1] == "ODA")
    assert oda[2:4] == ("SW", "WF") and oda[4 + 2] == 2 and oda[-1] == 2
    working = next(row for row in rows if row[1] == "working")
    assert working[2:4] == (2, 1) and working[-1] == sum(row.total for row in ferry.board.dood.rows)


def test_elements_cast_and_locations_know_their_scenes_and_shooting_days(ferry, book):
    named = [(row["category"], row["name"], row["in scenes"], row["shooting days"]) for row in rows_of(book["Elements"])]
    assert ("Cast", "ODA", "1, 3, 4", "1, 2") in named and ("Props", "BRASS LANTERN", "1", "1") in named
    assert len(set(named)) == len(named) == len({(tag.category, tag.name) for tag in ferry.tags})
    oda = rows_of(book["Cast"])[0]
    assert (oda["work days"], oda["hold days"], oda["start"], oda["finish"]) == (
        2, 0, datetime(2026, 11, 30), datetime(2026, 12, 1))  # fmt: skip
    jetty = next(row for row in rows_of(book["Locations"]) if row["location"] == "JETTY")
    assert (jetty["scenes"], jetty["days"], jetty["shooting days"]) == (2, 2, "1, 2")


def test_strips_have_their_colours_in_the_workbook(book):
    sheet = book["Stripboard"]
    found = {row[1].value: row[1].fill.start_color.rgb[2:].lower() for row in sheet.iter_rows(min_row=2) if row[1].value}
    assert {number: found[number] for number in (1, 2, 3, 4)} == {1: "9ec7f2", 2: "ffed73", 3: "99db9e", 4: "fac2a8"}


def test_no_cell_is_ever_a_formula_and_text_from_outside_is_whole(hostile, tmp_path):
    book = book_of(hostile, tmp_path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, (sheet.title, cell.coordinate)
    names = [row[3] for row in book["Breakdown"].iter_rows(min_row=2) if row[3].value]
    assert [cell.value.strip() for cell in names] == ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "=1+1", "=1+1", "=1",
                                                      "＝1+1", "=1", "@x"]  # fmt: skip
    assert all(cell.quotePrefix for cell in names if cell.value[0] in "=+-@"), "it stays text when it is edited"
    with zipfile.ZipFile(tmp_path / "d.xlsx") as parts:
        texts = {name: parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    assert not any("externalLink" in text or "TargetMode" in text for text in texts.values())


def test_a_title_cannot_put_codes_in_the_printed_head(hostile, tmp_path):
    book = book_of(hostile, tmp_path)
    with zipfile.ZipFile(tmp_path / "d.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode("utf-8")
    head = re.search(r"<oddHeader>(.*?)</oddHeader>", sheet)[1]
    assert "=&amp;&amp;9" in head, "an ampersand is doubled"
    assert len(book["Summary"].oddHeader.left.text) < 255


def test_cells_longer_than_a_workbook_allows_say_that_they_were_cut(ferry, tmp_path):
    tag = Tag("sc010", Category.PROPS, "LANTERN", (Evidence(0, 0, 1, "x" * 40_000),))
    book = book_of(replace(ferry, tags=(tag,)), tmp_path)
    evidence = rows_of(book["Breakdown"])[0]["evidence"]
    assert len(evidence) == LONGEST and evidence.endswith("(cut)")


def test_more_columns_than_a_workbook_has_are_refused(tmp_path):
    with pytest.raises(InputError, match="needs 17000 columns"):
        Book(tmp_path / "x.xlsx", "Wide").sheet("Wide", heads("a"), [1.0] * 17_000, [Line(("x",))])


@pytest.mark.parametrize("write", [dossier_xlsx.write, dossier_html.write])
def test_the_same_dossier_gives_the_same_file(ferry, tmp_path, write):
    write(ferry, tmp_path / "one")
    write(ferry, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    write(replace(ferry, title="Another"), tmp_path / "three")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "three").read_bytes()


def test_an_unknown_paper_is_refused(ferry, tmp_path):
    with pytest.raises(InputError, match="no paper is called"):
        dossier_xlsx.write(ferry, tmp_path / "x.xlsx", paper="foolscap")
    assert not list(tmp_path.iterdir())


class Page(HTMLParser):
    """What a browser would see: tags with attributes, ids, and the text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.words, self.open = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def page_of(dossier, folder):
    dossier_html.write(dossier, folder / "d.html")
    return (folder / "d.html").read_text(encoding="utf-8")


def test_the_page_holds_every_part_and_each_link_finds_its_place(ferry, tmp_path):
    page = Page(page_of(ferry, tmp_path))
    assert not page.open, "every element is closed"
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert len(links) > 9 and all(link.startswith("#") and link[1:] in page.ids for link in links)
    assert len(set(page.ids)) == len(page.ids)
    total = eighths_text(sum(scene.eighths for scene in ferry.breakdown.scenes))
    for words in ("The Ferry", "BRASS LANTERN", "Oda waits with the lantern.", "End of Day 1, Mon 30 Nov 2026", "SW", "WF",
                  "4 scenes", f"2 days {total}", "1 ODA", "●"):  # fmt: skip
        assert words in page.text, words


def test_the_page_asks_nobody_for_anything_and_its_policy_allows_only_its_own_style(ferry, tmp_path):
    html = page_of(ferry, tmp_path)
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form", "base", "svg", "video"}
    for tag, attrs in page.tags:
        assert not {name for name in attrs if name.startswith("on")} and "style" not in attrs and "src" not in attrs, tag
    assert "url(" not in html and "@import" not in html and "http" not in html.replace("http-equiv", "")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = next(attrs["content"] for tag, attrs in page.tags if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'") and f"'sha256-{digest}'" in policy and "unsafe" not in policy


def test_words_from_outside_stay_words_on_the_page(hostile, ferry, tmp_path):
    page, plain = Page(page_of(hostile, tmp_path)), Page(page_of(ferry, tmp_path))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags} | {"p", "b"}
    assert not page.open and not any("onclick" in attrs for _, attrs in page.tags)
    assert "</script><b onclick='x()'>&amp; =1+1" in page.text and "=HYPERLINK" in page.text


def test_a_dossier_without_scenes_or_schedule_is_whole(tmp_path):
    dossier = make.dossier("Title: Nothing\n")
    page = Page(page_of(dossier, tmp_path))
    assert not page.open and "The script has no scenes." in page.text and "board" not in page.ids
    book = book_of(dossier, tmp_path)
    assert "Stripboard" not in book.sheetnames and rows_of(book["Scenes"]) == []
    assert breakdown_csv.breakdown_csv(dossier.breakdown, dossier.pages, dossier.tags).count("\r\n") == 1


def test_a_tag_of_a_scene_that_was_cut_is_left_out_everywhere(ferry, tmp_path):
    dossier = replace(ferry, tags=(*ferry.tags, Tag("sc990", Category.PROPS, "GHOST PROP", origin="person")))
    assert "GHOST PROP" not in page_of(dossier, tmp_path)
    assert all(row["name"] != "GHOST PROP" for row in rows_of(book_of(dossier, tmp_path)["Breakdown"]))
    for text in (breakdown_csv.breakdown_csv(dossier.breakdown, dossier.pages, dossier.tags),
                 breakdown_csv.kitsu_csv(dossier.breakdown, dossier.tags)):  # fmt: skip
        assert "GHOST PROP" not in text and "BRASS LANTERN" in text


def test_three_hundred_scenes_and_eighty_speakers_are_all_there(tmp_path):
    dossier = make.dossier(make.long_script(300), board=False)
    page = Page(page_of(dossier, tmp_path))
    book = book_of(dossier, tmp_path)
    assert [row["scene"] for row in rows_of(book["Scenes"])] == list(range(1, 301))
    heads_ = [cell.value for cell in book["Scene x character"][1]]
    for name in make.NAMES:
        assert name in page.text and name in heads_, name
    assert book["Scene x character"].max_row == 302 and "300 scenes" in page.text


def rows_in(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_has_a_row_a_tag_in_the_order_of_the_scenes(ferry):
    text = breakdown_csv.breakdown_csv(ferry.breakdown, ferry.pages, tuple(reversed(ferry.tags)))
    rows = rows_in(text)
    assert len(rows) == len(ferry.tags) and [row["scene"] for row in rows] == sorted(row["scene"] for row in rows)
    lantern = next(row for row in rows if row["name"] == "BRASS LANTERN")
    assert lantern["category"] == "Props" and lantern["page"] == "1" and lantern["evidence"] == "brass lantern"
    assert lantern["length"] == eighths_text(ferry.breakdown.scenes[0].eighths) and text.endswith("\r\n")


def test_no_csv_cell_runs_in_a_spreadsheet(hostile):
    for text in (breakdown_csv.breakdown_csv(hostile.breakdown, hostile.pages, hostile.tags),
                 breakdown_csv.kitsu_csv(hostile.breakdown, hostile.tags)):  # fmt: skip
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == 1 + len(FORMULAS)
        for row in rows:
            assert len(row) == len(rows[0])
            for cell in row:
                assert not cell.strip() or cell.strip()[0] not in "=+-@＝＋－＠", cell
                assert cell.isprintable()


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe_and_keeps_its_words(text):
    assert safe(text).startswith("'") and safe(text).strip("' ").replace("\u202e", "") in text


@pytest.mark.parametrize("text", ["", "LANTERN", "a-b", "1 3/8", "東京", "O'BRIEN", "🦊 FOX", 3])
def test_plain_words_are_left_as_they_are(text):
    assert safe(text) == str(text)


def test_kitsu_gets_a_row_a_thing_with_the_scene_as_its_shot(ferry):
    rows = rows_in(breakdown_csv.kitsu_csv(ferry.breakdown, ferry.tags))
    oda = next(row for row in rows if row["Asset"] == "ODA")
    assert oda == {"Episode": "", "Parent": "SC1", "Name": "SC1", "Asset Type": "Characters", "Asset": "ODA",
                   "Occurences": "1", "Label": "animate"}  # fmt: skip

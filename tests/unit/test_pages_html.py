"""The screenplay as HTML: one file, the same pages, nothing unescaped and nothing loaded."""

import re
from html.parser import HTMLParser

import pytest

from page_makers import simple_pages
from secondunit.core.errors import InputError
from secondunit.core.pages import Pages, PageSetup
from secondunit.formats import fountain, screenplay
from secondunit.formats.pages import html as pages_html
from shared_data import ROOT


class Reader(HTMLParser):
    """Tags with their attributes, text by sheet, and whether every tag closes."""

    VOID = {"meta", "link", "br", "img"}

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], [""]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "section":
            self.text.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text[-1] += data


def written(script, tmp_path, pages=None):
    path = tmp_path / "out.html"
    count = pages_html.write(script, pages or simple_pages(script), path)
    text = path.read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return count, text, reader


@pytest.fixture(scope="module")
def low_tide():
    return screenplay.read(ROOT / "examples/low_tide.fountain")


def test_every_page_is_a_sheet_with_its_lines(low_tide, tmp_path):
    pages = simple_pages(low_tide)
    count, _, reader = written(low_tide, tmp_path)
    assert count == 1 + len(pages.pages) == len(reader.text) - 1
    for page, text in zip(pages.pages, reader.text[2:], strict=True):
        for line in page.lines:
            assert line.text in text


def test_every_scene_is_listed_and_has_its_anchor(low_tide, tmp_path):
    _, _, reader = written(low_tide, tmp_path)
    links = [facts["href"][1:] for tag, facts in reader.tags if tag == "a" and facts["href"].startswith("#scene")]
    anchors = [facts["id"] for tag, facts in reader.tags if facts.get("id", "").startswith("scene")]
    assert len(links) == 14 and links == anchors


def test_nothing_is_loaded_and_no_script_runs(low_tide, tmp_path):
    _, text, reader = written(low_tide, tmp_path)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in reader.tags}
    assert not re.search(r"https?://|url\((?!data:)|@import", text)


def test_hostile_text_is_escaped_everywhere(tmp_path):
    bad = '<script>alert(1)</script>"&'
    script = fountain.parse(f"Title: {bad}\nAuthor: {bad}\n\n.{bad} #1#\n\n{bad}\n\n@{bad}\n{bad}\n")
    _, text, reader = written(script, tmp_path)
    assert "script" not in {tag for tag, _ in reader.tags}
    assert "<script" not in text.lower()
    assert sum(part.count(bad) for part in reader.text) >= 6


def test_the_paper_of_the_pages_is_the_paper_of_the_print(low_tide, tmp_path):
    _, text, _ = written(low_tide, tmp_path, simple_pages(low_tide, PageSetup(width=8.27, height=11.69)))
    assert "@page { size: 8.27in 11.69in; margin: 0; }" in text
    assert "prefers-color-scheme: dark" in text and "@media print" in text


def test_the_same_script_gives_the_same_bytes(low_tide, tmp_path):
    assert written(low_tide, tmp_path)[1] == written(low_tide, tmp_path)[1]


def test_side_by_side_speeches_are_read_one_after_the_other(low_tide, tmp_path):
    _, _, reader = written(low_tide, tmp_path)
    sheet = next(text for text in reader.text if "There was a rope." in text)
    assert sheet.index("There was a rope.") < sheet.index("Was there ever --")
    script = fountain.parse("INT. HALL - DAY\n\nBRICK\nScrew retirement, and all of what it brings.\n\nSTEEL ^\nScrew retirement, I say too, and again.\n")
    words = " ".join(written(script, tmp_path)[2].text[-1].split())
    assert "and all of what it brings. STEEL" in words


def test_no_pages_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no pages"):
        pages_html.write(fountain.parse(""), Pages(PageSetup(), (), ()), tmp_path / "x.html")

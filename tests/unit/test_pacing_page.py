"""The pacing page: self-contained, escaped, readable without its script."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from secondunit.core.errors import InputError
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain
from secondunit.formats.pacing import html as pacing_html
from secondunit.formats.screenplay import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "low_tide.fountain"
HOSTILE = '<script>alert("x")</script>'


class Page(HTMLParser):
    """Collects tags with their attributes, text, and text of style and script."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.raw = [], [], {"style": [], "script": []}
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        (self.raw[self.open[-1]] if self.open and self.open[-1] in self.raw else self.text).append(data)

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def made(folder, text, title="Film", name="page.html", runtime=0):
    pacing = Reading(fountain.parse(text), runtime=runtime).pacing
    path = folder / name
    pacing_html.write(pacing, path, title=title)
    return pacing, path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    pacing = Reading(read(EXAMPLE), runtime=8).pacing
    path = tmp_path_factory.mktemp("page") / "short.html"
    pacing_html.write(pacing, path, title="LOW TIDE")
    return pacing, path.read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(short):
    page = Page(short[1])
    for _, attrs in page.tags:
        for name in ("src", "srcset", "data", "poster", "action", "background"):
            assert name not in attrs
        assert attrs.get("href", "#").startswith("#")
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
    assert "link" not in {tag for tag, _ in page.tags}
    assert "url(" not in short[1]
    assert "@import" not in short[1]
    assert "http:" not in short[1].replace("http://www.w3.org", "")


def test_the_policy_allows_this_style_and_script_alone(short):
    page = Page(short[1])
    policy = next(attrs["content"] for attrs in page.of("meta") if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256("".join(page.raw[kind]).encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_every_link_leads_to_a_row_and_ids_are_unique(short):
    page = Page(short[1])
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in page.of("a")} <= set(ids)


def test_all_figures_are_there_without_the_script(short):
    pacing, text = short
    page = Page(re.sub(r"<script>.*</script>", "", text, flags=re.S))
    said = " ".join(page.text)
    for scene in pacing.scenes:
        assert scene.heading in said
    for voice in pacing.voices:
        assert voice.name in said
    for each in pacing.suggestions:
        assert each.text in said
        assert each.effect in said
    for point in pacing.turning:
        assert point.why in said
    for structure in pacing.structures:
        assert structure.name in said
    assert f"{pacing.runtime.minutes:g} min" in said


def test_hostile_titles_and_names_are_text(tmp_path):
    text = f"""\
INT. {HOSTILE} & "ROOM" - DAY

{HOSTILE} stands there.

@{HOSTILE}
Talk.

@BO"B' ONLOAD=ALERT
Talk back.
"""
    pacing, html = made(tmp_path, text, title=f"{HOSTILE}\x00\u202e]]>")
    assert len(pacing.scenes) == 1
    page = Page(html)
    assert len(page.of("script")) == 1
    assert HOSTILE not in html
    assert HOSTILE in " ".join(page.text)
    assert "\x00" not in html
    assert "\u202e" not in html
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("text", ["", "INT. ROOM - DAY\n\nNothing.\n", "INT. ROOM - DAY\n\nADA\nHello.\n"])
def test_small_scripts_have_a_page_too(tmp_path, text):
    pacing, html = made(tmp_path, text)
    assert len(re.findall(r'<tr id="row-', html)) == len(pacing.scenes)
    for note in pacing.notes:
        assert note in " ".join(Page(html).text)


def test_the_wanted_running_time_stands_beside_the_estimate(short):
    assert "against the 8 wanted" in short[1]


def test_the_same_pacing_gives_the_same_bytes(short, tmp_path):
    pacing_html.write(short[0], tmp_path / "again.html", title="LOW TIDE")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == short[1]


def test_labels_of_turning_points_that_are_close_do_not_meet(tmp_path):
    _, html = made(tmp_path, "\n\n".join(f"INT. ROOM {at} - DAY\n\nADA\nHello there." for at in range(6)) + "\n")
    labels = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle">([a-z ]+)</text>', html)
    turns = [(float(x), float(y), len(name)) for x, y, name in labels if not name.startswith("act ")]
    for a in turns:
        for b in turns:
            if a < b and a[1] == b[1]:
                assert b[0] - a[0] > 2.6 * (a[2] + b[2])


def test_a_page_that_cannot_be_written_is_one_clear_error(short, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        pacing_html.write(short[0], tmp_path / "no" / "page.html", title="x")

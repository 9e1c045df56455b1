import base64
import dataclasses
import hashlib
import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from panel_makers import show
from secondunit.core.errors import InputError
from secondunit.formats import report

FPS = Fraction(24)
FACTS = {
    "draft": "Blue", "logline": "A letter is buried.", "facts": [["Pages", "8 3/8"]],
    "scenes": [{"id": "sc010", "number": "1", "heading": "INT. ROOM 1 - NIGHT", "eighths": 11, "cast": ["MARA"],
                "flags": ["flashback"]}],
    "characters": [{"name": "MARA", "description": "40s", "body": {"age": 0.62}, "wardrobe": {"top": "coat"},
                    "scenes": ["sc010"], "words": 12, "variant_of": None}],
    "locations": [{"name": "ROOM 1", "setting": "INT", "scenes": ["1"]}],
    "warnings": ["line 12: odd"], "made": ["No trained model was used."],
    "engines": [{"name": "ink", "version": "1", "capabilities": ["scene.render"], "determinism": "exact",
                 "licence": "Apache-2.0", "training": "none"}],
}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "img", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def page(items, panels, path, facts=FACTS, title="The Glass Desert"):
    report.write(items, panels, path, title=title, rate=FPS, facts=facts)
    text = path.read_text(encoding="utf-8")
    parsed = Page(text)
    assert parsed.open == []
    return text, parsed


def test_the_page_tells_the_whole_story_and_asks_for_nothing_outside(tmp_path):
    items, panels = show(tmp_path, 4)
    shot = items[0].shot
    facts = {**FACTS, "takes": {shot: [
        {"id": "take 1", "status": "approved by A. Person", "engine": "ink 1", "credential": "signed", "rules": []},
        {"id": "take 2", "status": "wfa", "rules": [{"rule": "R03", "verdict": "escalate", "text": "final use"}]},
    ]}}
    text, parsed = page(items, panels, tmp_path / "r.html", facts)
    words = " ".join(" ".join(parsed.text).split())
    for part in ("The Glass Desert", "A letter is buried.", "8 3/8", "1 3/8", "flashback", "age 0.62", "top: coat",
                 "ROOM 1", "1 / 0010", "MARA", "Line 1.", "no rule fired", "R03 escalate (final use)", "line 12: odd",
                 "the same bytes on every machine", "can be edited", "approved by A. Person",
                 "Shots without a take on record: 3"):
        assert part in words
    assert "cleared" not in words.lower()
    images = [attrs for tag, attrs in parsed.tags if tag == "img"]
    assert len(images) == 4 and all(attrs["src"].startswith("data:image/jpeg;base64,") for attrs in images)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:|//|file:)""", text)


def test_the_policy_is_strict_and_names_the_style(tmp_path):
    items, panels = show(tmp_path, 1)
    text, parsed = page(items, panels, tmp_path / "r.html")
    policy = next(a["content"] for t, a in parsed.tags if t == "meta" and "http-equiv" in a)
    style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy and "unsafe" not in policy
    assert not [tag for tag, attrs in parsed.tags if tag == "script" or "style" in attrs]


def test_hostile_words_are_only_words(tmp_path):
    items, panels = show(tmp_path, 2)
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> & \u202e\ud800 שלום"
    items[0] = dataclasses.replace(items[0], shot='a"><script>', action=evil, heading=evil, dialogue=((evil, evil),),
                                   size=evil, move=evil, setup=evil, origin=evil, scene_number=evil, take=evil)
    panels['a"><script>'] = panels[items[1].shot]
    facts = {"logline": evil, "facts": [[evil, evil]], "warnings": [evil], "made": [evil], "draft": evil,
             "scenes": [{"id": evil, "number": evil, "heading": evil, "cast": [evil], "flags": [evil]}],
             "characters": [{"name": evil, "description": evil, "body": {evil: 1}, "wardrobe": {evil: evil}}],
             "locations": [{"name": evil, "scenes": [evil]}], "takes": {items[0].shot: [{"id": evil, "rules": [
                 {"rule": evil, "verdict": evil, "text": evil}]}]}, "engines": [{"name": evil, "determinism": evil}]}
    _, parsed = page(items, panels, tmp_path / "r.html", facts, title=evil)
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert not [a for _, a in parsed.tags if "onerror" in a]


def test_it_can_be_read_aloud(tmp_path):
    items, panels = show(tmp_path, 3)
    _, parsed = page(items, panels, tmp_path / "r.html")
    tags = [tag for tag, _ in parsed.tags]
    assert ("html", {"lang": "en"}) in parsed.tags and tags.count("h1") == 1 and tags.count("main") == 1
    assert tags.count("caption") == tags.count("table")
    assert all("scope" in attrs for tag, attrs in parsed.tags if tag == "th")
    assert all(len(attrs["alt"]) > 10 for tag, attrs in parsed.tags if tag == "img")
    ids = {attrs["id"] for _, attrs in parsed.tags if "id" in attrs}
    assert all(attrs["href"][1:] in ids for tag, attrs in parsed.tags if tag == "a")


def test_bytes_repeat_and_bad_input_is_told(tmp_path):
    items, panels = show(tmp_path, 2)
    page(items, panels, tmp_path / "a.html")
    page(items, panels, tmp_path / "b.html", {**FACTS})
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    (tmp_path / "broken.png").write_bytes(b"GIF89a")
    for given, paths, words in (([], panels, "no shot"), (items, {}, "no panel"),
                                (items, {items[0].shot: tmp_path / "broken.png"}, "cannot be read")):
        with pytest.raises(InputError, match=words):
            report.write(given, paths, tmp_path / "x.html", title="x", rate=FPS, facts={})


def test_what_was_not_checked_is_not_called_quiet():
    assert report.clearance_words(None) == "not checked"
    assert report.clearance_words([]) == "no rule fired"

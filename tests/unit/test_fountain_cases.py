"""Fountain, case by case: see `tests/fixtures/script/fountain/README.md`."""

import re
from pathlib import Path

import pytest

from secondunit.core.script import ElementType
from secondunit.formats import fountain
from secondunit.formats.fountain_syntax.lines import normalise

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "script" / "fountain"
MARK = re.compile(r" ?\{([^{}]+)\}$")


def plain(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\s", " ").replace("\\t", "\t").replace("\0", "\\")


def cases():
    for path in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("//"):
                source, _, wanted = line.partition(" => ")
                yield pytest.param(plain(source), wanted, id=f"{path.stem}-{number}")


CASES = list(cases())


def wanted_of(text):
    out = []
    for item in [] if text == "~" else text.split(" | "):
        kind, _, words = item.partition(": ")
        mark = MARK.search(words)
        words = plain(words[: mark.start()] if mark else words)
        out.append((kind, words.strip() if kind == "page_break" or not words.strip() else words, mark[1] if mark else ""))
    return out


def found_in(script):
    out = []
    for e in script.elements:
        extra = e.number or e.dual or (str(e.level) if e.type is ElementType.SECTION else "")
        aside = e.type in (ElementType.NOTE, ElementType.BONEYARD)
        out.append((e.type.value, e.text, "" if aside else extra or ""))
    return out


def test_there_are_more_than_four_hundred_cases():
    assert len(CASES) + len(TITLES) >= 400
    assert len({case.values[0] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(("source", "wanted"), CASES)
def test_a_case_reads_as_it_should_and_comes_back_as_it_was(source, wanted):
    script = fountain.parse(source)
    assert found_in(script) == wanted_of(wanted)
    assert fountain.write(script) == normalise(source)
    for ending in ("\r\n", "\r"):
        assert found_in(fountain.parse("\ufeff" + source.replace("\n", ending))) == found_in(script)
    again = fountain.parse(source + "\n")
    assert [e[:2] for e in found_in(again)] == [e[:2] for e in found_in(script)]


TITLES = [
    ("Title: Low Tide", {"Title": ("Low Tide",)}),
    ("title: Low Tide", {"Title": ("Low Tide",)}),
    ("TITLE: Low Tide", {"Title": ("Low Tide",)}),
    ("Title:\n    Low Tide", {"Title": ("Low Tide",)}),
    ("Title:\n\tLow Tide", {"Title": ("Low Tide",)}),
    ("Title:\n    Low\n    Tide", {"Title": ("Low", "Tide")}),
    ("Title:\n    _**LOW TIDE**_", {"Title": ("LOW TIDE",)}),
    ("Title: Low Tide\nCredit: by", {"Title": ("Low Tide",), "Credit": ("by",)}),
    ("Title: Low Tide\nCredit:\nAuthor: Ida", {"Title": ("Low Tide",), "Credit": (), "Author": ("Ida",)}),
    ("Title: Low Tide\nAuthors: Ida, Bo", {"Title": ("Low Tide",), "Authors": ("Ida, Bo",)}),
    ("Title: A: B", {"Title": ("A: B",)}),
    ("Contact:\n    One\n    Two\n    Three", {"Contact": ("One", "Two", "Three")}),
    ("Draft date: 1/2/2027", {"Draft date": ("1/2/2027",)}),
    ("Draft Date: May", {"Draft date": ("May",)}),
    ("Source: a true story", {"Source": ("a true story",)}),
    ("Copyright: (c) Ida", {"Copyright": ("(c) Ida",)}),
    ("Notes: none\nRevision: blue", {"Notes": ("none",), "Revision": ("blue",)}),
    ("Episode: 4\nTitle: X", {"Episode": ("4",), "Title": ("X",)}),
    ("Title: X\nMy key: y", {"Title": ("X",), "My key": ("y",)}),
    ("Title: X\n    and more", {"Title": ("X", "and more")}),
    ("\n\nTitle: X", {"Title": ("X",)}),
    ("Title: X\nContact: http://a.example", {"Title": ("X",), "Contact": ("http://a.example",)}),
    ("Title: Ünïcode 映画", {"Title": ("Ünïcode 映画",)}),
    ("Title:", {"Title": ()}),
]  # fmt: skip
NO_TITLES = ["INT. BARN - DAY", "Wind.", "FADE IN:", "CUT TO:", "# Act", "Cut to:", "INT. BARN: LOFT",
             "> THE END <", "[[note: x]]", "http://a.example/b"]  # fmt: skip


@pytest.mark.parametrize(("source", "wanted"), TITLES)
@pytest.mark.parametrize("body", ["", "\n\nINT. BARN - DAY\n\nWind."])
def test_a_title_page_is_read_and_comes_back(source, wanted, body):
    script = fountain.parse(source + body)
    assert dict(script.title_page) == wanted
    assert len(script.elements) == (2 if body else 0)
    assert fountain.write(script) == source + body


@pytest.mark.parametrize("source", NO_TITLES)
def test_other_first_lines_are_no_title_page(source):
    script = fountain.parse(source + "\n\nWind.")
    assert not script.title_page and len(script.elements) >= 2

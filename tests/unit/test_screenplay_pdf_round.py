"""Fountain to our PDF and back: kinds and words are those of the original."""

from collections import Counter
from pathlib import Path

import pytest

from page_makers import COLUMNS, simple_pages
from secondunit.core.script import ElementType, Script
from secondunit.formats import pages_pdf, screenplay
from shared_data import ROOT, shared


def printed(script: Script) -> list[tuple[str, str]]:
    """(kind, words) of every printed line of the source; a lyric looks like dialogue on paper."""
    out = []
    for element in script.elements:
        if element.type in COLUMNS:
            kind = ElementType.DIALOGUE if element.type is ElementType.LYRIC else element.type
            out += [(kind.value, " ".join(text.split())) for text in element.text.split("\n") if text.strip()]
    return out


def agreement(script: Script, path: Path) -> tuple[float, Counter]:
    from difflib import SequenceMatcher

    pages_pdf.write(script, simple_pages(script), path)
    before, after = printed(script), printed(screenplay.read(path))
    same = Counter()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        same.update(kind for kind, _ in before[block.a : block.a + block.size])
    return sum(same.values()) / max(len(before), len(after)), same


def test_the_example_comes_back_whole(tmp_path):
    script = screenplay.read(ROOT / "examples/low_tide.fountain")
    share, _ = agreement(script, tmp_path / "low.pdf")
    assert share == 1.0


@pytest.mark.shared
@pytest.mark.parametrize("name", ["gumshoe", "mostly-genius"])
def test_a_feature_comes_back_in_99_of_100_lines(tmp_path, name):
    script = screenplay.read(shared(f"script/jumpcut/{name}/{name}.fountain"))
    share, same = agreement(script, tmp_path / "it.pdf")
    print(name, f"{share:.4f}", dict(same))
    assert share >= 0.99

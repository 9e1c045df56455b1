"""Fountain to our PDF and back: kinds and words are those of the original."""

from collections import Counter
from pathlib import Path

import pytest

from page_makers import COLUMNS, simple_pages
from secondunit.core.script import ElementType, Script
from secondunit.formats import fountain, pages_pdf, screenplay
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


@pytest.mark.parametrize("words", [
    "Анна входит в комнату — и молчит.", "Καλημέρα σας. Τι κάνετε;", "山田太郎は駅で電車を待っている。", "안녕하세요, 저는 안나입니다.",
    "שלום עולם 123 (מחר) מה שלומך?", "مرحبا بالعالم، كيف حالك؟", "Żółć, naïve façade – “quoted” … 5 € ½",
])
def test_other_scripts_come_back_as_they_were(tmp_path, words):
    script = fountain.parse(f"INT. HALL - DAY\n\nShe reads.\n\nANNA\n{words}\n\nShe leaves the hall.\n")
    pages_pdf.write(script, simple_pages(script), tmp_path / "it.pdf")
    assert (ElementType.DIALOGUE.value, words) in printed(screenplay.read(tmp_path / "it.pdf"))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["gumshoe", "mostly-genius"])
def test_a_feature_comes_back_in_99_of_100_lines(tmp_path, name):
    script = screenplay.read(shared(f"script/jumpcut/{name}/{name}.fountain"))
    share, same = agreement(script, tmp_path / "it.pdf")
    print(name, f"{share:.4f}", dict(same))
    assert share >= 0.99

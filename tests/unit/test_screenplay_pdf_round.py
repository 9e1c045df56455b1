"""Fountain to our PDF and back: kinds and words are those of the original."""

import random
from collections import Counter
from pathlib import Path

import pytest

from page_makers import COLUMNS, simple_pages
from secondunit.core.script import ElementType, Script
from secondunit.departments.script.pages import paginate
from secondunit.departments.script.pages.presets import preset
from secondunit.formats import fountain, screenplay
from secondunit.formats.pages import pdf as pages_pdf
from shared_data import ROOT, shared


def printed(script: Script) -> list[tuple[str, str]]:
    """(kind, words) of every printed line of the source; a lyric looks like dialogue on paper."""
    out = []
    for element in script.elements:
        if element.type in COLUMNS:
            kind = ElementType.DIALOGUE if element.type is ElementType.LYRIC else element.type
            out += [(kind.value, " ".join(text.upper().split())) for text in element.text.split("\n") if text.strip()]
    return out


def agreement(script: Script, path: Path, layout: str = "letter") -> tuple[float, Counter]:
    from difflib import SequenceMatcher

    pages_pdf.write(script, paginate(script, preset(layout)), path)
    before, after = printed(script), printed(screenplay.read(path))
    same = Counter()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        same.update(kind for kind, _ in before[block.a : block.a + block.size])
    return sum(same.values()) / max(len(before), len(after)), same


@pytest.mark.parametrize("layout", ["letter", "a4", "multicam"])
def test_the_example_comes_back_whole(tmp_path, layout):
    script = screenplay.read(ROOT / "examples/low_tide.fountain")
    share, _ = agreement(script, tmp_path / "low.pdf", layout)
    assert share == 1.0


def test_long_speeches_side_by_side_come_back_whole(tmp_path):
    rng = random.Random(3)
    words = ["the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "and", "sleeps,", "dreams", "of", "rain;", "nobody", "minds", "extraordinarily", "long", "things"]

    def say(least, most):
        return " ".join(rng.choice(words) for _ in range(rng.randrange(least, most))).capitalize() + "."

    text = "INT. HALL - DAY\n\n" + "".join(
        f"{say(5, 40)}\n\n{left}\n(quietly, to herself)\n{say(3, 60)}\n\n{right} ^\n{say(3, 60)}\n\nCARL\n{say(5, 12)}\n\n"
        for left, right in [("ANNA", "BORIS"), ("ANNA (V.O.)", "OLD MAN (O.S.)"), ("DETECTIVE INSPECTOR", "MRS. HENDERSON-SMYTHE")] * 4
    )
    script = fountain.parse(text)
    share, _ = agreement(script, tmp_path / "dual.pdf")
    sides = [each.dual for each in screenplay.read(tmp_path / "dual.pdf").elements]
    assert share == 1.0 and sides == [each.dual for each in script.elements]


@pytest.mark.parametrize("words", [
    "Анна входит в комнату — и молчит.", "Καλημέρα σας. Τι κάνετε;", "山田太郎は駅で電車を待っている。", "안녕하세요, 저는 안나입니다.",
    "שלום עולם 123 (מחר) מה שלומך?", "مرحبا بالعالم، كيف حالك؟", "Żółć, naïve façade – “quoted” … 5 € ½",
])
def test_other_scripts_come_back_as_they_were(tmp_path, words):
    script = fountain.parse(f"INT. HALL - DAY\n\nShe reads.\n\nANNA\n{words}\n\nShe leaves the hall.\n")
    pages_pdf.write(script, simple_pages(script), tmp_path / "it.pdf")
    assert (ElementType.DIALOGUE.value, words.upper()) in printed(screenplay.read(tmp_path / "it.pdf"))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["gumshoe", "mostly-genius"])
def test_a_feature_comes_back_in_99_of_100_lines(tmp_path, name):
    script = screenplay.read(shared(f"script/jumpcut/{name}/{name}.fountain"))
    share, same = agreement(script, tmp_path / "it.pdf")
    print(name, f"{share:.4f}", dict(same))
    assert share >= 0.99

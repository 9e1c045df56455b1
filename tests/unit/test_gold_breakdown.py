"""The gold scenes keep their own rules: balanced marks, known words, enough of them, none twice."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from secondunit.core.script import ElementType
from secondunit.core.tags import Category
from secondunit.formats import fountain

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "gold" / "breakdown"
MARK = re.compile(r"\{(\w+)(?:/(\w+))?:([^{}=]+)(?:=([^{}]+))?\}")
PLUS = re.compile(r"(?m)^@\+ (\w+)(?:/(\w+))?: (\S.*)$\n?")
TASKS = {"roto", "environment", "double", "deage", "creature", "cleanup", "composite", "screen"}
USED = {c.value for c in list(Category)[: list(Category).index(Category.VFX) + 1]}


def scenes():
    for path in sorted(FOLDER.glob("*_*.txt")):
        for block in re.split(r"(?m)^@@ ", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = block.partition("\n")
            name, _, genre = head.partition(" | ")
            yield name, genre, body


SCENES = {name: (genre, body) for name, genre, body in scenes()}


def plain(body):
    return MARK.sub(lambda m: m[4] or m[3].partition("*")[0], PLUS.sub("", body))


def test_there_are_enough_scenes_of_enough_kinds_and_ids_are_unique():
    assert len(list(scenes())) == len(SCENES) >= 300
    assert sum(name.startswith("t") for name in SCENES) >= 150
    assert len({genre for genre, _ in SCENES.values()}) >= 25


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_well_formed(name):
    genre, body = SCENES[name]
    assert genre
    for category, task, *_ in [*MARK.findall(body), *PLUS.findall(body)]:
        assert category in USED
        assert (task in TASKS) == (category == "vfx"), (category, task)
    text = plain(body)
    assert not re.search(r"[{}]|@\+", text)
    kinds = [e.type for e in fountain.parse(text).elements]
    assert kinds.count(ElementType.SCENE_HEADING) == 1 and kinds[0] is ElementType.SCENE_HEADING
    assert 25 <= len(text.split()) <= 200


def test_no_two_scenes_are_nearly_the_same():
    words = {name: set(re.findall(r"[a-z]{4,}", plain(body).lower())) for name, (_, body) in SCENES.items()}
    for one, other in combinations(words, 2):
        common = len(words[one] & words[other]) / min(len(words[one]), len(words[other]))
        assert common < 0.55, (one, other)

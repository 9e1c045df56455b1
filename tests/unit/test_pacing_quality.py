"""The benchmark's composed films: what was written is what is measured, and most seeded faults are found."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import _pacing_films as films
import _pacing_quality as quality


@pytest.fixture(scope="module")
def film():
    plan = films.clean(3)
    return plan, quality.read(films.write(plan))


def test_every_word_that_was_written_is_counted(film):
    plan, pacing = film
    said = {}
    for scene in plan:
        for name, words in scene.said.items():
            said[name] = said.get(name, 0) + words
    assert {voice.name: voice.words for voice in pacing.voices if voice.words} == said


def test_scenes_are_about_as_long_as_they_were_planned(film):
    plan, pacing = film
    assert len(plan) == len(pacing.scenes)
    assert sum(abs(a.eighths - b.eighths) for a, b in zip(plan, pacing.scenes, strict=True)) / len(plan) < 1.5


def test_the_same_seed_gives_the_same_film():
    assert films.write(films.clean(5)) == films.write(films.clean(5))
    assert films.write(films.clean(5)) != films.write(films.clean(6))


def test_most_seeded_faults_are_found_and_few_without_one():
    found = quality.faults(seeds=(1,), clean_seeds=range(1, 6))
    assert found.seeded == 21
    assert found.recall >= 0.9
    assert found.false_alarms <= 2 * found.clean
    assert found.turning_hit > found.guess_hit
    assert found.shares_exact

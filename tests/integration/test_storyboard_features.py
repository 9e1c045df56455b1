"""Feature-length scripts from the shared data: complete coverage in time, and a file that reads back the same."""

import time

import pytest

from secondunit.departments.script import breakdown
from secondunit.departments.storyboard import coverage, shotfile
from secondunit.departments.storyboard.options import Options
from secondunit.departments.storyboard.shotlist import propose
from secondunit.formats import screenplay
from shared_data import shared

FILES = [
    "script/jumpcut/gumshoe/gumshoe.fountain",
    "script/jumpcut/gumshoe/gumshoe.fdx",
    "script/jumpcut/mostly-genius/mostly-genius.fdx",
    "script/schoonmaker/final_draft_12_sample.scrambled.fdx",
]


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_every_word_of_a_feature_is_in_one_shot(name):
    script = screenplay.read(shared(name))
    parts = breakdown(script)
    start = time.perf_counter()
    shots = propose(script, parts)
    assert time.perf_counter() - start < 5.0
    assert coverage.check(script, shots) == []
    assert shotfile.load(shotfile.dump(shots, script), script) == shots
    asked = propose(script, parts, Options(count=len(parts.scenes) * 4))
    assert len(asked) == len(parts.scenes) * 4 and coverage.check(script, asked) == []

"""Laws of pacing that hold for every script, and of segmentations for every series."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from secondunit.core.pacing import TurningKind
from secondunit.departments.script.pacing.change import SHORTEST, segmentations
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain

NAMES = ("ADA", "BEN", "CARA", "THE KEEPER", "COP 1", "МАРИНА", "JOSÉ")
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=60)
PLAIN = st.lists(
    st.sampled_from(("run", "fire", "smile", "dead", "the", "and", "is", "no!", "never", "gun")), min_size=1
)
SAID = st.one_of(WORDS, PLAIN.map(" ".join))


@st.composite
def scripts(draw):
    """Return a script of any scenes, with any text in it."""
    parts = []
    for _ in range(draw(st.integers(0, 14))):
        place = draw(st.sampled_from(("KITCHEN", "YARD", "CAR", "ROOF")))
        time = draw(st.sampled_from(("DAY", "NIGHT", "DAWN", "LATER")))
        parts.append(f"{draw(st.sampled_from(('INT.', 'EXT.', 'INT./EXT.')))} {place} - {time}")
        for _ in range(draw(st.integers(0, 4))):
            parts.append(draw(SAID))
            if draw(st.booleans()):
                parts.append(f"{draw(st.sampled_from(NAMES))}\n{draw(SAID)}")
    return "\n\n".join(parts) + "\n"


@given(scripts(), st.integers(0, 200))
def test_every_script_is_measured_within_its_bounds(text, wanted):
    pacing = Reading(fountain.parse(text), runtime=wanted).pacing
    ids = [scene.id for scene in pacing.scenes]
    assert len(set(ids)) == len(ids)
    for scene in pacing.scenes:
        assert 0 <= scene.start < scene.end <= 1
        assert 0 <= scene.dialogue_share <= 1
        assert 0 <= scene.tension <= 1
        assert -1 <= scene.valence <= 1
        assert scene.eighths >= 1
        assert scene.seconds > 0
        assert set(scene.speakers) <= set(scene.characters)
    for a, b in itertools.pairwise(pacing.scenes):
        assert a.end == b.start
    words = sum(voice.words for voice in pacing.voices)
    assert not words or abs(sum(voice.share for voice in pacing.voices) - 1) < 1e-3
    assert pacing.runtime.low <= pacing.runtime.minutes <= pacing.runtime.high
    assert [point.kind for point in pacing.turning] in ([], list(TurningKind))
    places = [ids.index(point.scene) for point in pacing.turning]
    assert places == sorted(set(places))
    columns, rows = pacing.matrix()
    assert len(rows) == len(ids)
    assert all(len(row) == len(columns) and set(row) <= {0, 1, 2} for row in rows)
    for each in pacing.suggestions:
        assert set(each.scenes) <= set(ids)
        assert each.text
        assert each.effect


@given(scripts())
def test_reading_twice_gives_the_same(text):
    assert Reading(fountain.parse(text)).pacing == Reading(fountain.parse(text)).pacing


@given(st.lists(st.lists(st.floats(-100, 100), min_size=2, max_size=2), max_size=40), st.randoms(use_true_random=False))
def test_no_other_cuts_fit_better(rows, rng):
    def spread(part):
        means = [sum(column) / len(part) for column in zip(*part, strict=True)]
        return sum((value - mean) ** 2 for row in part for value, mean in zip(row, means, strict=True))

    def cost(cuts):
        return sum(spread(rows[a:b]) for a, b in itertools.pairwise([0, *cuts, len(rows)]))

    for number, cuts in enumerate(segmentations(rows), 1):
        assert len(cuts) == number
        assert all(b - a >= SHORTEST for a, b in itertools.pairwise([0, *cuts, len(rows)]))
        spare = len(rows) - SHORTEST * (number + 1)
        steps = sorted(rng.randint(0, spare) for _ in range(number))
        other = [SHORTEST * at + step for at, step in enumerate(steps, 1)]
        best = cost(cuts)
        assert best <= cost(other) + 1e-6 * (1 + best)

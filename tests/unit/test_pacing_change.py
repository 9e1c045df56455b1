"""Change points: exact segmentations against brute force and on seeded steps."""

import itertools
import random

import pytest

from secondunit.departments.script.pacing.change import BLOCK, SHORTEST, segmentations, strength


def cost(rows):
    """Return the squared distance of rows from their mean."""
    width = len(rows[0])
    means = [sum(row[at] for row in rows) / len(rows) for at in range(width)]
    return sum((row[at] - means[at]) ** 2 for row in rows for at in range(width))


def total(rows, cuts):
    edges = [0, *cuts, len(rows)]
    return sum(cost(rows[a:b]) for a, b in itertools.pairwise(edges))


def best(rows, cuts):
    """Return the lowest cost over all ways to cut, by trying them."""
    ways = itertools.combinations(range(SHORTEST, len(rows) - SHORTEST + 1), cuts)
    return min(
        total(rows, way) for way in ways
        if all(b - a >= SHORTEST for a, b in itertools.pairwise([0, *way, len(rows)]))
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_every_segmentation_is_the_best_of_all(seed):
    rng = random.Random(seed)
    rows = [[rng.gauss(0, 1), rng.gauss(0, 2)] for _ in range(rng.randint(4, 11))]
    found = segmentations(rows)
    assert len(found) == len(rows) // SHORTEST - 1
    for number, cuts in enumerate(found, 1):
        assert len(cuts) == number
        assert cuts == sorted(cuts)
        assert total(rows, cuts) == pytest.approx(best(rows, number))


def test_a_step_is_found_where_it_is():
    rng = random.Random(5)
    rows = [[rng.gauss(0 if at < 23 else 3, 0.4)] for at in range(60)]
    assert segmentations(rows)[0] == [23]
    values = strength(rows)
    assert values[23] == max(values)
    assert values[23] == pytest.approx(1.0)


def test_two_steps_are_found_where_they_are():
    rows = [[0.0]] * 10 + [[5.0]] * 7 + [[1.0]] * 9
    assert segmentations(rows)[1] == [10, 17]


def test_few_rows_have_no_segmentation():
    assert segmentations([]) == []
    assert segmentations([[1.0], [2.0], [3.0]]) == []
    assert strength([[1.0]]) == [0.0]
    assert strength([]) == []


def test_long_series_are_cut_block_by_block():
    rows = [[float(at // 100 % 2)] for at in range(2 * BLOCK + 7)]
    values = strength(rows)
    assert len(values) == len(rows)
    assert values[100] > 0.5
    assert values[BLOCK + 100] > 0.5

"""Rendered ground truth: frame, alpha, foreground and clean background belong together, and come out the same again."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from secondunit.departments.plates.pixels import to_display, to_linear

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def maker():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location("_roto_synthetic", BENCHMARKS / "_roto_synthetic.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["_roto_synthetic"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BENCHMARKS))
    return module


@pytest.mark.parametrize("name", ["street", "hair"])
def test_frame_alpha_and_ground_belong_together(maker, name):
    truth = next(maker.render(maker.kinds()[name], 1, (96, 54), 4))
    clear, full = truth.alpha == 0, truth.alpha == 1
    assert clear.any()
    assert full.any()
    assert np.array_equal(truth.frame[clear], truth.clean[clear])
    assert np.allclose(truth.frame[full], to_display(truth.foreground)[full], atol=1e-4)
    soft = ~clear & ~full
    assert soft.any(), "edges and motion blur are fractions"
    # what is not foreground is ground: of the frame no less than alpha's share is foreground
    rest = to_linear(truth.frame) - truth.alpha[..., None] * truth.foreground
    assert rest[soft].min() > -1e-4
    assert set(np.unique(truth.alpha * 4)) <= {0.0, 1.0, 2.0, 3.0, 4.0}


def test_the_walker_moves_and_the_same_shot_comes_out_the_same(maker):
    kind = maker.kinds()["street"]
    first = list(maker.render(kind, 2, (64, 36), 2))
    again = list(maker.render(kind, 2, (64, 36), 2))
    assert all(np.array_equal(a.frame, b.frame) and np.array_equal(a.alpha, b.alpha) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0].alpha, first[1].alpha)


def test_fog_takes_contrast_from_far_things(maker):
    kind = maker.kinds()["street"]
    plain, foggy = (next(maker.render(k, 1, (64, 36), 2)).clean for k in (kind, replace(kind, fog=0.2)))
    assert foggy.std() < 0.7 * plain.std()


def test_loose_hairs_widen_the_soft_part_of_alpha(maker):
    kind = maker.kinds()["hair"]
    with_hair, without = (next(maker.render(k, 1, (96, 54), 4)).alpha for k in (kind, replace(kind, hairs=0)))
    soft = [((a > 0) & (a < 1)).sum() for a in (with_hair, without)]
    assert soft[0] > soft[1]

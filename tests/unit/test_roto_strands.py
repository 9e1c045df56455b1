"""Ropes and rims: found in a key, followed though all about them moves, and given up where they are hidden."""

import cv2
import numpy as np
import pytest

from roto_shots import texture
from secondunit.departments.roto.metrics import contour_accuracy
from secondunit.departments.roto.propagate import propagate
from secondunit.departments.roto.propagate.strands.draw import drawn
from secondunit.departments.roto.propagate.strands.find import find, thinned
from secondunit.departments.roto.propagate.strands.follow import follow
from secondunit.departments.roto.propagate.strands.strand import smoothed, softened, spaced

SIZE = (160, 240)
FINE = 16  # parts of a pixel that lines are drawn in


def rope(number, width=2, look=(215, 205, 190), hidden=None):
    """A body from which a rope goes to the picture's border; the ground goes by faster than the rope falls."""
    ground = np.roll(texture(1, SIZE, (40, 110, 140)), 5 * number, axis=1)
    mask = np.zeros(SIZE, np.uint8)
    y = 40 + 3 * number
    ends = [(round(x * FINE), round(at * FINE)) for x, at in ((40, 100), (250, y))]
    frame = ground.copy()
    cv2.line(mask, *ends, 1, width, cv2.LINE_8, 4)
    frame[mask > 0] = texture(2, SIZE, look)[mask > 0]
    body = cv2.circle(np.zeros_like(mask), (40, 100), 24, 1, -1)
    frame[body > 0] = texture(4, SIZE, (200, 190, 180))[body > 0]
    mask |= body
    if hidden is not None:
        frame[:, hidden], mask[:, hidden] = texture(3, SIZE, (60, 80, 50))[:, hidden], 0
    return frame, mask


def shot(count, **more):
    frames, masks = zip(*(rope(number, **more) for number in range(count)), strict=True)
    return list(frames), list(masks)


def fine_part(mask):
    """The rope without the body."""
    out = mask.copy()
    out[:, :72] = 0
    return out


def found(masks, truth):
    """How much of the rope is there within a pixel, and how much of what is there is rope."""
    near = [cv2.dilate(each, np.ones((3, 3), np.uint8)) for each in (masks, truth)]
    return (truth & near[0]).sum() / max(1, truth.sum()), (masks & near[1]).sum() / max(1, masks.sum())


def test_a_rope_is_one_strand_to_the_border():
    frame, mask = rope(0)
    strands = find(mask, softened(frame), 3)
    assert len(strands) == 1
    strand = strands[0]
    assert strand.kind == 3 and sorted(strand.leaves) == [False, True]
    assert 1 <= strand.width.mean() <= 4
    assert np.abs(np.diff(strand.points, axis=0)).sum() > 150
    assert np.linalg.norm(strand.contrast, axis=1).mean() > 60


def test_a_body_alone_has_no_strands():
    frame, _ = rope(0)
    mask = np.zeros(SIZE, np.uint8)
    cv2.circle(mask, (120, 80), 30, 1, -1)
    assert find(mask, softened(frame), 1) == []


def test_the_longest_strands_are_kept():
    mask = np.zeros((300, 400), np.uint8)
    for at in range(60):
        mask[4 * at + 2, 10 : 90 + 4 * at] = 1
    strands = find(mask, np.zeros((300, 400, 3), np.float32), 1)
    assert len(strands) == 48 and min(each.points[:, 0].max() for each in strands) > 120


@pytest.mark.parametrize("seed", range(8))
def test_thinning_keeps_what_hangs_together(seed):
    noise = cv2.GaussianBlur(np.random.default_rng(seed).standard_normal((60, 90)), (0, 0), 3)
    mask = (noise > 0).astype(np.uint8)
    thin = thinned(mask)
    assert not np.any(thin & ~mask & 1) and thin.sum() < mask.sum() / 2
    names = cv2.connectedComponents(mask, connectivity=8)[1]
    for name in range(1, names.max() + 1):
        if (names == name).sum() > 12:  # less may vanish: a block of two by two does
            assert cv2.connectedComponents(thin * (names == name), connectivity=8)[0] == 2


@pytest.mark.parametrize("keys", [(0, 12), (0,), (6,)], ids=["between keys", "from the first", "from the middle"])
def test_a_rope_of_one_pixel_is_followed_though_the_ground_goes_by(keys):
    """Masks alone hold a quarter of it between keys and a seventh from one key."""
    frames, truth = shot(13, width=1, look=(150, 150, 150))
    kept = [found(fine_part(done.labels), fine_part(truth[done.number]))
            for done in propagate(frames, {key: truth[key] for key in keys}) if not done.key]  # fmt: skip
    there, right = np.mean(kept, axis=0)
    assert there > 0.75 and right > 0.95, kept


def test_a_followed_rope_has_its_outline():
    frames, truth = shot(9)
    for done in propagate(frames, {4: truth[4]}):
        there, right = found(fine_part(done.labels), fine_part(truth[done.number]))
        assert there > 0.9 and right > 0.9, (done.number, there, right)
        assert contour_accuracy(done.labels == 1, truth[done.number] == 1) > 0.93


def test_what_is_hidden_is_not_drawn():
    frames, truth = shot(5)
    behind = slice(110, 200)
    frames[2:], truth[2:] = (list(each) for each in zip(*(rope(n, hidden=behind) for n in (2, 3, 4)), strict=True))
    for done in propagate(frames, {0: truth[0]}):
        if done.number >= 2:
            drawn_there = fine_part(done.labels)[:, 120:190].sum()
            assert drawn_there < 0.35 * fine_part(truth[0])[:, 120:190].sum()


def test_a_strand_does_not_leave_its_line_for_a_stronger_one():
    """A bright bar crosses far from the rope: only a bend could reach it."""
    frame, mask = rope(0)
    strand = find(mask, softened(frame), 1)[0]
    other, _ = rope(1)
    other[20:24] = 255
    moved = follow(strand, softened(other), np.zeros_like(strand.points))
    straight = np.polyfit(moved.points[:, 0], moved.points[:, 1], 1)
    assert np.abs(np.polyval(straight, moved.points[:, 0]) - moved.points[:, 1]).max() < 1.5


def test_probabilities_stay_probabilities():
    frame, mask = rope(0)
    strands = find(mask, softened(frame), 1)
    chances = np.random.default_rng(2).dirichlet((1, 1), SIZE).astype(np.float32)
    out = drawn(chances, strands)
    assert out.min() >= 0 and np.allclose(out.sum(axis=2), 1, atol=1e-5)
    assert out[fine_part(mask) > 0, 1].mean() > 0.7
    assert np.array_equal(drawn(chances, []), chances)


def test_lines_stay_straight_and_evenly_spaced():
    line = np.stack([np.linspace(0, 30, 17), np.linspace(5, 65, 17)], axis=1).astype(np.float32)
    assert np.allclose(smoothed(line, 2.0), line, atol=1e-4)
    points, kept = spaced(line, np.arange(17, dtype=np.float32))
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert np.allclose(steps, steps[0], atol=1e-3) and abs(steps[0] - 3) < 0.1
    assert np.allclose(np.diff(kept), np.diff(kept)[0], atol=1e-3)

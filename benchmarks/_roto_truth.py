"""Rendered plates whose alpha is known: carried mattes beside the truth, and whether QC tells good from bad.

Keys are the truth at half opacity, every 10 frames and on the last. The peer of a matte is the true mask itself, hard:
all that a perfect artist gives without a soft edge. Verdicts are asked of true mattes and of the same mattes spoiled in
the ways that mattes go wrong, by amounts in heights of the picture; confidence is compared with the error of its frame.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import _roto_runs as runs
import _roto_synthetic as synthetic
import _table as t
import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from secondunit.departments.plates.pixels import as_bytes, disk
from secondunit.departments.roto import metrics
from secondunit.departments.roto.qc.measures import measure
from secondunit.departments.roto.qc.profiles import profile
from secondunit.departments.roto.qc.report import judge

Matte = NDArray[np.float32]
EVERY = 10
BAND = 8  # pixels about what is mixed, in which MSE is taken


def field(shape: tuple[int, ...], seed: list[int], size: float) -> Matte:
    """Return smooth noise of unit spread."""
    white = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    soft = cv2.GaussianBlur(white, (0, 0), size)
    return np.asarray(soft / soft.std(), np.float32)


def wobbled(mattes: list[Matte], share: float = 0.004) -> list[Matte]:
    """Bend each frame another way."""
    high, wide = mattes[0].shape
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    return [np.asarray(cv2.remap(each, x + share * high * field((high, wide), [1, n], 0.01 * high + 1),
                                 y + share * high * field((high, wide), [2, n], 0.01 * high + 1), cv2.INTER_LINEAR))
            for n, each in enumerate(mattes)]  # fmt: skip


def spotted(mattes: list[Matte], value: float, share: float = 0.025) -> list[Matte]:
    """A spot in every third frame: a hole where it is solid, an island where it is clear."""
    out = [each.copy() for each in mattes]
    for n, each in list(enumerate(out))[2::3]:
        radius = max(1, round(share * each.shape[0] / 2))
        room = (each > 0.98 if value == 0 else each < 0.02).astype(np.uint8)
        y, x = np.nonzero(cv2.erode(room, disk(2 * radius if value == 0 else 4 * radius)))
        if len(y):
            at = int(np.random.default_rng(n).integers(len(y)))
            cv2.circle(each, (int(x[at]), int(y[at])), radius, value, -1, cv2.LINE_AA)
    return out


def half_gone(mattes: list[Matte]) -> list[Matte]:
    """The lower half of the object is not there for one frame."""
    out = [each.copy() for each in mattes]
    rows = np.nonzero(out[len(out) // 2].max(axis=1) > 0.5)[0]
    out[len(out) // 2][int(rows.mean()) :] = 0
    return out


def third(mattes: list[Matte], change: Callable[[int], Matte]) -> list[Matte]:
    return [change(n) if n % 3 == 2 else each for n, each in enumerate(mattes)]


SPOILED: dict[str, Callable[[list[Matte]], list[Matte]]] = {
    "wobbles by 0.4 % of the height": wobbled,
    "holes of 2.5 %": lambda m: spotted(m, 0.0),
    "islands of 2.5 %": lambda m: spotted(m, 1.0),
    "half of it gone for a frame": half_gone,
    "nine tenths solid": lambda m: [each * np.float32(0.9) for each in m],
    "haze of 3 % in patches": lambda m: [
        np.maximum(each, np.float32(0.03) * (field(each.shape, [3, n], 0.02 * each.shape[0]) > 1))
        for n, each in enumerate(m)],
    "soft in every third frame": lambda m: third(
        m, lambda n: np.asarray(cv2.GaussianBlur(m[n], (0, 0), 0.005 * m[n].shape[0]))),
    "late in every third frame": lambda m: third(m, lambda n: m[n - 1]),
}  # fmt: skip


def verdict(mattes: list[Matte], frames: list[NDArray[np.uint8]]) -> tuple[str, str]:
    """Return the verdict by the strictest profile, and the measures that say so."""
    found = judge(list(measure(mattes, frames)), profile("film"), frames[0].shape[0])
    return found.verdict, ", ".join(each.measure for each in found.judged if each.verdict == found.verdict != "pass")


def scores(found: Matte, true: Matte) -> tuple[float, float, float, float]:
    """J and F of the mask in %, MSE about mixed pixels x 1000, SAD in % of the object."""
    mixed = ((true > 0.02) & (true < 0.98)).astype(np.uint8)
    near = cv2.dilate(mixed, disk(BAND)) > 0
    return (100 * metrics.region_similarity(found > 0.5, true > 0.5),
            100 * metrics.contour_accuracy(found > 0.5, true > 0.5),
            1000 * float(np.square(found - true)[near].mean()) if near.any() else 0.0,
            100 * float(np.abs(found - true).sum() / max(1.0, true.sum())))  # fmt: skip


def rows(room: Path, *, quick: bool) -> list[t.Row]:
    """Render, run and compare; what is found frame by frame goes to stderr."""
    count, size, samples = (21, (400, 225), 12) if quick else (41, (480, 270), 16)
    mattes = ("soft", "closed_form") if quick else ("hard", "soft", "closed_form", "knn", "large_kernel")
    out: list[t.Row] = []
    doubts: list[float] = []
    errors: list[float] = []
    passed, caught = [], []
    for name, kind in synthetic.kinds().items():
        truths = list(synthetic.render(kind, count, size, samples))
        frames, alphas = [as_bytes(each.frame) for each in truths], [each.alpha for each in truths]
        plate = runs.write(room / name / "plate", frames)
        keys = {number: alphas[number] > 0.5 for number in {*range(0, count, EVERY), count - 1}}
        folder = runs.write_keys(room / name / "keys", keys)
        judged = {"truth": alphas, **{how: spoil(alphas) for how, spoil in SPOILED.items()}}
        for how, spoiled in judged.items():
            said, why = verdict(spoiled, frames)
            (passed if how == "truth" else caught).append(100.0 * ((said == "pass") == (how == "truth")))
            wrong = np.mean([scores(a, b)[3] for a, b in zip(spoiled, alphas, strict=True)])
            _tell(f"{name}, {how}: SAD {wrong:.1f} %, QC says {said} {why}")
        hard = [scores((each > 0.5).astype(np.float32), each) for n, each in enumerate(alphas) if n not in keys]
        for matte in mattes:
            run = runs.roto(plate, folder, room / name / "out", f"matte={matte}", f"width={size[0]}")
            numbered = list(enumerate(zip(run.alphas(), alphas, strict=True)))
            found = {n: scores(ours, true) for n, (ours, true) in numbered if n not in keys}
            if matte == "soft":
                doubts += [1 - run.told["confidence"][n] for n in found]
                errors += [100 - each[0] for each in found.values()]
            for at, (what, unit, least) in enumerate((("J", "%", True), ("F", "%", True),
                                                      ("MSE about its edge", "x 1000", False),
                                                      ("SAD, part of the object", "%", False))):  # fmt: skip
                asked = 88.0 if at < 2 and matte == "soft" else None
                beside = at >= 2
                out.append(t.Row(
                    f"rendered {name}, {matte}: {what}", unit, runs.mean(each[at] for each in found.values()), asked,
                    "true mask, hard" if beside else "", runs.mean(each[at] for each in hard) if beside else None,
                    least))  # fmt: skip
            _tell(f"{name}, key every {EVERY}, {matte}: SAD {np.mean([e[3] for e in found.values()]):.1f} %, "
                  f"QC says {run.qc['verdict']}, {run.seconds:.0f} s")  # fmt: skip
    rank = float(spearmanr(doubts, errors)[0])
    return [*out, t.Row("rendered plates: confidence ranks errors", "Spearman", t.Measured.of([rank]), 0.6, least=True),
            t.Row("QC: true mattes that pass", "%", runs.mean(passed), 100, least=True),
            t.Row(f"QC: mattes spoiled in {len(SPOILED)} ways that do not pass", "%", runs.mean(caught), 100,
                  least=True)]  # fmt: skip


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)

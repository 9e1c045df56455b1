"""Claims: mattes as good as PyMatting's in at most 4 s for 0.4 MP, steadier over time; keys beside baselines.

Alphas and foregrounds are known (`_mattes.py`): hair, fur, defocus, motion blur and lace over photographs, and the
lemur. The peer of mattes and foregrounds is PyMatting, in this process; of keys a plain colour difference and a chroma
distance. Seconds are processor time of one thread, which other work on the machine changes little.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import _mattes as mattes
import _table as t
import cv2
import numpy as np
from PIL import Image

from secondunit.departments.plates.pixels import as_bytes, as_float, to_display, to_linear
from secondunit.departments.roto.keying.screen import screen_key
from secondunit.departments.roto.matting.closed_form import closed_form
from secondunit.departments.roto.matting.foreground import foreground
from secondunit.departments.roto.matting.knn import knn
from secondunit.departments.roto.matting.large_kernel import large_kernel
from secondunit.departments.roto.matting.temporal import smooth_over_time
from secondunit.departments.roto.matting.trimap import trimap_of

try:
    import pymatting
except ImportError:
    pymatting = None

PEER = "PyMatting"


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    answer = work()
    return answer, time.process_time() - start


def squared(found: np.ndarray, truth: np.ndarray, where: np.ndarray) -> float:
    return 1000 * float(((found - truth)[where] ** 2).mean())


def one(value: float) -> t.Measured:
    return t.Measured.of([value])


def cases(widths: tuple[int, ...]) -> list[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """(name, picture, trimap, alpha) of each test."""
    folder = mattes.DATA / "matting/lemur"
    lemur = [np.asarray(Image.open(folder / f"lemur{part}.png").convert(kind))
             for part, kind in (("", "RGB"), ("_trimap", "L"), ("_alpha", "L"))]
    out = [("lemur", lemur[0], lemur[1], as_float(lemur[2]))]
    for truth in mattes.truths(each=1):
        out += [(f"{truth.name[:-2]}, band {width}", truth.picture, truth.trimap(width), truth.alpha)
                for width in widths]
    return out


def methods(all_peers: bool, widths: tuple[int, ...]) -> list[t.Row]:
    """Errors and seconds of each method, ours and the peer's, on the same pictures."""
    rows = []
    peers = {closed_form: "cf", knn: "knn", large_kernel: "lkm"}
    for method, short in peers.items():
        name = method.__name__.replace("_", " ")
        ours, theirs, seconds, peer_seconds, ratios = [], [], [], [], []
        with_peer = pymatting is not None and (all_peers or method is closed_form)
        for case, picture, trimap, alpha in cases(widths):
            unknown = (trimap > 0) & (trimap < 255)
            found, spent = timed(lambda method=method, picture=picture, trimap=trimap: method(picture, trimap))
            ours.append(squared(found, alpha, unknown))
            seconds.append(spent * 0.4e6 / unknown.size)
            line = f"{name}, {case}: {unknown.mean():.0%} unknown, MSE {ours[-1]:.3f}, {spent:.2f} s"
            if with_peer:
                estimate = getattr(pymatting, f"estimate_alpha_{short}")
                other, spent = timed(lambda estimate=estimate, picture=picture, trimap=trimap:
                                     estimate(picture / 255.0, trimap / 255.0))
                theirs.append(squared(other, alpha, unknown))
                peer_seconds.append(spent * 0.4e6 / unknown.size)
                ratios.append((ours[-1] + 0.01) / (theirs[-1] + 0.01))
                line += f"; {PEER} {theirs[-1]:.3f}, {spent:.2f} s"
            print(line, flush=True)
        rows.append(t.Row(f"{name}: MSE of unknown pixels, mean", "x 1000", one(float(np.mean(ours))),
                          1.05 * float(np.mean(theirs)) if theirs and method is closed_form else None, PEER,
                          one(float(np.mean(theirs))) if theirs else None))
        if theirs and method is closed_form:
            rows.append(t.Row("closed form: worst MSE over the peer's", "x", one(max(ratios)), 1.05))
        rows.append(t.Row(f"{name}: 0.4 MP, processor time", "s", t.Measured.of(seconds),
                          4 if method is closed_form else None, PEER,
                          t.Measured.of(peer_seconds) if with_peer else None))
    return rows


def trimaps_and_foregrounds() -> list[t.Row]:
    """From a hard mask to a matte by automatic trimaps; foreground errors in mixed pixels."""
    missed, error, fixed, ours, theirs, seconds, peer_seconds = [], [], [], [], [], [], []
    for truth in mattes.truths(each=1):
        trimap = trimap_of(truth.alpha > 0.5, truth.picture)
        mixed = (truth.alpha > 0.05) & (truth.alpha < 0.95)
        missed.append(100 * float((trimap != 128)[mixed].mean()))
        everywhere = np.ones(mixed.shape, bool)
        error.append(squared(closed_form(truth.picture, trimap), truth.alpha, everywhere))
        plain = trimap_of(truth.alpha > 0.5, truth.picture, edge_radius=8)
        fixed.append(squared(closed_form(truth.picture, plain), truth.alpha, everywhere))
        front, spent = timed(lambda truth=truth: foreground(truth.picture, truth.alpha))
        ours.append(squared(front, truth.front, mixed))
        seconds.append(spent)
        if pymatting is not None:
            other, spent = timed(lambda truth=truth: pymatting.estimate_foreground_ml(truth.picture / 255.0,
                                                                                      truth.alpha.astype(float)))
            theirs.append(squared(other, truth.front, mixed))
            peer_seconds.append(spent)
    peer = pymatting is not None
    return [
        t.Row("automatic trimaps: mixed pixels missed", "%", one(float(np.mean(missed)))),
        t.Row("mask to matte: MSE of the whole picture", "x 1000", one(float(np.mean(error))), None,
              "fixed band of 8 px", one(float(np.mean(fixed)))),
        t.Row("foreground: MSE in mixed pixels", "x 1000", one(float(np.mean(ours))), None, PEER,
              one(float(np.mean(theirs))) if peer else None),
        t.Row("foreground: 0.4 MP, processor time", "s", t.Measured.of(seconds), None, PEER,
              t.Measured.of(peer_seconds) if peer else None),
    ]


def steadiness() -> list[t.Row]:
    """A matte of its own for each frame of a moving object, before and after smoothing."""
    photos = mattes.photographs()
    frames = []
    for kind in ("defocus", "motion"):
        shot = []
        alpha, front = mattes.lens(kind, mattes.shape(kind, 5), photos[0])
        for k in range(6):
            moved, colours = np.roll(alpha, 4 * k, 1), np.roll(front, 4 * k, 1)
            truth = mattes.composite(kind, moved, colours, photos[3], 0.008, k)
            shot.append((truth.picture[100:520, 60:660], moved[100:520, 60:660], truth.trimap(5)[100:520, 60:660]))
        frames.append(shot)
    before, after, sad, sad_after = [], [], [], []
    for shot in frames:
        truths = [each[1] for each in shot]
        own = [closed_form(each[0], each[2]) for each in shot]
        calm = list(smooth_over_time((each[0], matte) for each, matte in zip(shot, own, strict=True)))
        for answer, dtssd, sads in ((own, before, sad), (calm, after, sad_after)):
            steps = [(b - a) - (d - c) for a, b, c, d in zip(answer, answer[1:], truths, truths[1:], strict=False)]
            dtssd.append(1000 * float(np.sqrt(np.mean(np.square(steps)))))
            sads.append(float(np.mean([np.abs(a - b).sum() for a, b in zip(answer, truths, strict=True)])) / 1000)
    return [
        t.Row("smoothing: dtSSD", "x 1000", one(float(np.mean(after))), float(np.mean(before)), "each frame alone",
              one(float(np.mean(before)))),
        t.Row("smoothing: SAD", "/ 1000", one(float(np.mean(sad_after))), 1.01 * float(np.mean(sad)),
              "each frame alone", one(float(np.mean(sad)))),
    ]


def screens() -> list[t.Row]:
    """Keys of uneven, grainy screens with spill, and what is left of the screen in the foreground."""
    ours, plain, chroma, seconds, spill, raw, fronts = [], [], [], [], [], [], []
    for truth in mattes.screens():
        channel = 1 if "green" in truth.name else 2
        others = [c for c in range(3) if c != channel]
        picture = as_float(truth.picture)
        paint = np.median(picture[truth.alpha == 0], 0)
        everywhere = np.ones(truth.alpha.shape, bool)
        keyed, spent = timed(lambda truth=truth: screen_key(truth.picture))
        seconds.append(spent)
        ours.append(squared(keyed.matte, truth.alpha, everywhere))
        plain.append(squared(mattes.plain_key(picture, channel, paint), truth.alpha, everywhere))
        chroma.append(squared(mattes.chroma_key(picture, paint), truth.alpha, everywhere))
        mixed = (truth.alpha > 0.1) & (truth.alpha < 0.98)
        fronts.append(squared(keyed.foreground, truth.front, mixed))
        for colours, values in ((keyed.foreground, spill), (picture, raw)):
            light = to_linear(colours)
            values.append(1000 * float(np.maximum(light[..., channel] - light[..., others].mean(2), 0)[mixed].mean()))
        print(f"key, {truth.name}: MSE {ours[-1]:.3f}, plain {plain[-1]:.3f}, chroma {chroma[-1]:.3f}", flush=True)
    return [
        t.Row("screen key: MSE", "x 1000", one(float(np.mean(ours))), float(np.mean(plain)), "colour difference",
              one(float(np.mean(plain)))),
        t.Row("screen key: MSE", "x 1000", one(float(np.mean(ours))), float(np.mean(chroma)), "chroma distance",
              one(float(np.mean(chroma)))),
        t.Row("screen key: foreground MSE in mixed pixels", "x 1000", one(float(np.mean(fronts)))),
        t.Row("screen key: spill left in mixed pixels", "x 1000", one(float(np.mean(spill))), None, "untouched",
              one(float(np.mean(raw)))),
        t.Row("screen key: 0.42 MP, processor time", "s", t.Measured.of(seconds)),
    ]


def large() -> list[t.Row]:
    """A 4K frame whose unknown pixels do not fit one system: by tiles."""
    truth = mattes.truths(("fur",), each=1)[0]
    size = (3840, 2160)
    alpha = cv2.resize(truth.alpha, size, interpolation=cv2.INTER_CUBIC).clip(0, 1)
    front, back = (cv2.resize(each, size, interpolation=cv2.INTER_CUBIC).clip(0, 1)
                   for each in (truth.front, truth.back))
    light = alpha[..., None] * to_linear(front) + (1 - alpha[..., None]) * to_linear(back)
    big = mattes.Truth("4K", as_bytes(to_display(light)), alpha, front, back)
    trimap = big.trimap(12)
    found, spent = timed(lambda: closed_form(big.picture, trimap))
    megapixels = float((trimap == 128).sum()) / 1e6
    print(f"4K: {megapixels:.1f} MP unknown, MSE {squared(found, alpha, trimap == 128):.2f}", flush=True)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [t.Row(f"closed form, 4K with {megapixels:.1f} MP unknown, processor time", "s", one(spent)),
            t.Row("closed form, 4K: most memory of the process", "MB", one(peak))]


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--all-peers", action="store_true", help="PyMatting's KNN and large kernel too (minutes)")
    parser.add_argument("--large", action="store_true", help="a 4K frame as well (minutes)")
    parser.add_argument("--widths", type=int, nargs="+", default=[6, 12], help="pixels of the trimaps' bands")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rows = large() if options.large else []
    rows += methods(options.all_peers, tuple(options.widths))
    rows += trimaps_and_foregrounds() + steadiness() + screens()
    return t.finish("roto_matting", rows, options.save)


if __name__ == "__main__":
    sys.exit(main())

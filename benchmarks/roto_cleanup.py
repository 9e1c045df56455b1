"""Claims: what a hole hides comes back, steadily, in time; and QC tells a drawn matte from a spoiled one.

Holes of 96 x 128 pixels (3 % of the frame) stand still in real plates, at a place the object comes to least; the truth
is the plate itself. Peers in the same run, on one thread: `cv2.inpaint` (Telea, Navier-Stokes) and plain borrowing
along DIS flow from frame to frame. PSNR is taken of the whole frame (as the literature of video completion does) and,
far stricter, of the hole alone. E_warp is the error between neighbouring frames along the plate's flow inside the
hole, divided by the plate's own: 1 is as steady as the plate. Two more kinds of holes are scored: the object's own mask
at another place, and a wire across the picture. A rendered walker (`_roto_synthetic`) is a second truth.

    python benchmarks/roto_cleanup.py [--frames 60] [--scored 60] [--data DIR] [--strips DIR] [--save]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import _roto_synthetic
import _table as t
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from secondunit.departments.plates.flow import flow_between, warp
from secondunit.departments.plates.pixels import as_bytes, grey
from secondunit.departments.roto.cleanup.removal import Settings, remove
from secondunit.departments.roto.cleanup.wire import Path as Wire
from secondunit.departments.roto.cleanup.wire import remove_wires
from secondunit.departments.roto.qc.measures import measure

Frames = list[NDArray[np.uint8]]
Hole = NDArray[np.bool_]
HOLE = (96, 128)
Method = Callable[[Frames, list[Hole], int], Frames]  # frames, holes, how many frames to return
METHODS: dict[str, Method] = {}
Scored = dict[str, list[float]]  # by method: what `score` returns


def method(name: str) -> Callable[[Method], Method]:
    def keep(work: Method) -> Method:
        METHODS[name] = work
        return work

    return keep


@method("ours")
def ours(frames: Frames, holes: list[Hole], count: int) -> Frames:
    return [done.picture for done in islice(remove(frames, holes), count)]


@method("ours, no grain")
def ours_plain(frames: Frames, holes: list[Hole], count: int) -> Frames:
    return [done.picture for done in islice(remove(frames, holes, Settings(regrain=False)), count)]


@method("Telea")
def telea(frames: Frames, holes: list[Hole], count: int) -> Frames:
    return [cv2.inpaint(frames[n], holes[n].astype(np.uint8), 5, cv2.INPAINT_TELEA) for n in range(count)]


@method("Navier-Stokes")
def navier(frames: Frames, holes: list[Hole], count: int) -> Frames:
    return [cv2.inpaint(frames[n], holes[n].astype(np.uint8), 5, cv2.INPAINT_NS) for n in range(count)]


@method("plain flow")
def plain(frames: Frames, holes: list[Hole], count: int) -> Frames:
    """Borrow from the neighbour along DIS flow (the mean flow around the hole inside it), and so on, both ways."""
    out: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = []
    for order in (range(len(frames)), range(len(frames) - 1, -1, -1)):
        last: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        found = {}
        for n in order:
            hops = np.where(holes[n], np.inf, 0).astype(np.float32)
            picture = frames[n].astype(np.float32)
            if last is not None:
                other = n - 1 if order.step > 0 else n + 1
                flow = flow_between(grey(frames[n]), grey(frames[other]))
                ring = (cv2.dilate(holes[n].astype(np.uint8), np.ones((41, 41), np.uint8)) > 0) & ~holes[n]
                flow[holes[n]] = flow[ring].mean(axis=0)
                came = warp(last[1], flow, linear=False, outside=1e9) + 1
                better = came < hops
                picture[better], hops[better] = warp(last[0], flow)[better], came[better]
            last = (picture, hops)
            found[n] = last
        out.append(found)  # type: ignore[arg-type]
    done = []
    for n, frame in enumerate(frames[:count]):
        (a, hops_a), (b, hops_b) = out[0][n], out[1][n]
        best = np.where((hops_a <= hops_b)[..., None], a, b)
        best[(np.minimum(hops_a, hops_b) > 1e8)] = frame[~holes[n]].mean(axis=0)
        done.append(np.where(holes[n][..., None], np.clip(best, 0, 255), frame).astype(np.uint8))
    return done


def psnr(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(10 * np.log10(255**2 / max(1e-6, float(np.mean((a.astype(np.float32) - b) ** 2)))))


def unsteadiness(done: Frames, truth: Frames, holes: list[Hole]) -> float:
    """E_warp inside the holes, divided by the truth's own."""
    errors = [0.0, 0.0]
    for n in range(len(truth) - 1):
        flow = flow_between(grey(truth[n]), grey(truth[n + 1]))
        here = holes[n]
        for at, plate in enumerate((done, truth)):
            gap = np.abs(warp(plate[n + 1].astype(np.float32), flow) - plate[n])
            errors[at] += float(gap[here].mean()) if here.any() else 0.0
    return errors[0] / max(errors[1], 1e-6)


def read(folder: Path, name: str, count: int) -> tuple[Frames, list[NDArray[np.uint8]]]:
    paths = sorted((folder / "JPEGImages" / name).glob("*.jpg"))[:count]
    frames = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    masks = [np.asarray(Image.open(folder / "Annotations" / name / f"{path.stem}.png").convert("L")) for path in paths]
    return frames, masks


def still_hole(masks: Sequence[NDArray[np.uint8]]) -> Hole:
    """A rectangle at the place that the object comes to least, the nearest such to the middle."""
    often = np.mean([mask > 0 for mask in masks], axis=0)
    high, wide = often.shape
    places = [
        (round(float(often[y : y + HOLE[0], x : x + HOLE[1]].mean()), 4),
         abs(y + HOLE[0] / 2 - high / 2) / high + abs(x + HOLE[1] / 2 - wide / 2) / wide, y, x)
        for y in range(24, high - HOLE[0] - 23, 24) for x in range(24, wide - HOLE[1] - 23, 24)
    ]  # fmt: skip
    _, _, y, x = min(places)
    hole = np.zeros(often.shape, bool)
    hole[y : y + HOLE[0], x : x + HOLE[1]] = True
    return hole


def shifted_holes(masks: Sequence[NDArray[np.uint8]]) -> list[Hole]:
    """The object's own mask at another place: the offset at which it meets the object and leaves the picture least."""
    objects = [mask > 0 for mask in masks]
    high, wide = objects[0].shape

    def moved(mask: Hole, right: int, down: int) -> Hole:
        shift = np.array([[1, 0, right], [0, 1, down]], np.float32)
        return np.asarray(cv2.warpAffine(mask.astype(np.uint8), shift, (wide, high), flags=cv2.INTER_NEAREST) > 0)

    def worth(right: int, down: int) -> float:
        pairs = [(moved(mask, right, down), mask) for mask in objects[::4]]
        return float(sum(int(hole.sum()) - 2 * int((hole & mask).sum()) for hole, mask in pairs))

    offsets = [(x, y) for x in (-wide // 3, -wide // 4, wide // 4, wide // 3) for y in (-high // 8, 0, high // 8)]
    best = max(offsets, key=lambda at: worth(*at))
    return [moved(mask, *best) & ~mask for mask in objects]


def wire_holes(masks: Sequence[NDArray[np.uint8]]) -> list[Hole]:
    """A wire of 4 pixels from edge to edge that swings slowly."""
    high, wide = masks[0].shape
    ends = [(0.25 + 0.1 * np.sin(n / 9), 0.45 + 0.1 * np.cos(n / 7)) for n in range(len(masks))]
    return [Wire([(0, a * high), (wide - 1, b * high)], 4).mask((high, wide)) for a, b in ends]


def wires(frames: Frames, holes: list[Hole], count: int) -> Frames:
    """As `wire=true` fills them: from both sides, frame by frame."""
    return [done.picture for done in islice(remove_wires(frames, holes, margin=0, regrain=False), count)]


def of_kinds(data: Path, names: Sequence[str], count: int, scored: int, strips: Path | None = None) -> list[t.Row]:
    """Score holes of two more kinds: the object's mask at another place, and a wire."""
    rows: list[t.Row] = []
    for kind, cut, more in (("object", shifted_holes, {}), ("wire", wire_holes, {"wire=true": wires})):
        methods: dict[str, Method] = {"ours": ours, "Telea": telea, "plain flow": plain, **more}
        found = []
        for name in names:
            frames, masks = read(data, name, count)
            holes = cut(masks)
            given = [np.where(hole[..., None], np.uint8(0), frame) for hole, frame in zip(holes, frames, strict=True)]
            found.append(score(f"{name} {kind}", frames, given, holes, strips, scored, methods))
        for at, claim in enumerate(("hole alone", "whole frame")):
            mine, *rivals = (t.Measured.of([each[label][at] for each in found]) for label in methods)
            for peer, theirs in zip(list(methods)[1:], rivals, strict=True):
                rows.append(t.Row(f"{kind} holes, {claim}, median of sequences", "dB", mine, 32 if at else None, peer,
                                  theirs, least=True))  # fmt: skip
    return rows


def score(name: str, truth: Frames, given: Frames, holes: list[Hole], strips: Path | None, count: int,
          methods: Mapping[str, Method] = METHODS) -> Scored:  # fmt: skip
    """Return for each method: PSNR of the hole and of the frame, E_warp, CPU seconds a frame; of `count` frames."""
    count = min(count, len(given))
    truth = truth[:count]
    scores = {}
    shown = []
    for label, work in methods.items():
        start = time.process_time()
        done = work(given, holes, count)
        spent = (time.process_time() - start) / count
        inside = [psnr(d[h], f[h]) for d, f, h in zip(done, truth, holes, strict=False) if h.any()]
        whole = [psnr(d, f) for d, f in zip(done, truth, strict=True)]
        scores[label] = [float(np.mean(inside)), float(np.mean(whole)), unsteadiness(done, truth, holes), spent]
        print(f"{name:16} {label:15} hole {scores[label][0]:6.2f} dB  frame {scores[label][1]:6.2f} dB  "
              f"E_warp {scores[label][2]:5.2f}  {spent:.2f} s", flush=True)  # fmt: skip
        shown.append(done)
    if strips is not None:
        picks = np.linspace(0, len(truth) - 1, 5).astype(int)
        rows = [np.hstack([plate[n] for n in picks]) for plate in (given, truth, *shown)]
        Image.fromarray(cv2.resize(np.vstack(rows), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)).save(
            strips / f"{name}.png")  # fmt: skip
    return scores


def walkers(frames: int) -> tuple[Frames, Frames, list[Hole]]:
    """A rendered walker to be removed: frames, clean backgrounds, masks with a margin."""
    truths = list(_roto_synthetic.render(_roto_synthetic.kinds()["street"], frames, (480, 270), 12))
    holes = [cv2.dilate((each.alpha > 0).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0 for each in truths]
    given = [as_bytes(each.frame) for each in truths]
    # outside the hole the two are the same picture, so only what was filled is judged
    clean = [np.where(h[..., None], as_bytes(e.clean), g) for e, g, h in zip(truths, given, holes, strict=True)]
    return given, clean, holes


def spoiled(masks: Sequence[NDArray[np.uint8]], amount: float) -> list[NDArray[np.float32]]:
    """Masks whose outline wobbles by `amount` pixels, differently in each frame."""
    out = []
    for n, mask in enumerate(masks):
        white = np.random.default_rng([9, n]).standard_normal(mask.shape).astype(np.float32)
        noise = cv2.GaussianBlur(white, (0, 0), 4)
        inside, outside = (cv2.distanceTransform((mask > 0).astype(np.uint8) ^ flip, cv2.DIST_L2, 5) for flip in (0, 1))
        out.append((inside - outside + amount * noise / noise.std() > 0).astype(np.float32))
    return out


def chatter(masks: Sequence[NDArray[np.generic]], frames: Frames) -> float:
    return float(np.median([each.chatter for each in measure(masks, frames) if each.chatter is not None] or [0.0]))


def of_sequences(
    data: Path, names: Sequence[str], count: int, scored: int, strips: Path | None = None
) -> tuple[dict[str, Scored], list[float]]:
    """Score holes that stand still in real plates; and how restless QC finds spoiled masks beside drawn."""
    found: dict[str, Scored] = {}
    ratios = []
    for name in names:
        frames, masks = read(data, name, count)
        hole = still_hole(masks)
        given = [np.where(hole[..., None], np.uint8(0), frame) for frame in frames]
        found[name] = score(name, frames, given, [hole] * len(frames), strips, scored)
        few = min(scored, len(frames))
        true = chatter(masks[:few], frames[:few])
        ratios.append(chatter(spoiled(masks[:few], 2.0), frames[:few]) / max(true, 0.02))
        print(f"{name:16} chatter of the drawn masks {true:.3f}, of spoiled ones {ratios[-1]:.1f} times that")
    return found, ratios


def of_walker(frames: int, scored: int, strips: Path | None = None) -> Scored:
    """Score what is filled in behind a rendered walker."""
    given, clean, holes = walkers(frames)
    return score("rendered walker", clean, given, holes, strips, scored)


def table_rows(found: Mapping[str, Scored], ratios: list[float], walked: Scored, data: Path) -> list[t.Row]:
    """Means over the sequences beside the peers."""
    rows: list[t.Row] = []
    for at, (claim, unit, asked, least) in enumerate((
        ("hole alone, mean of sequences", "dB", None, True),
        ("whole frame, mean of sequences", "dB", 32, True),
        ("E_warp in the hole, of the plate's", "x", None, False),
        ("CPU seconds a frame of 854 x 480", "s", 3, False),
    )):  # fmt: skip
        mean = {label: t.Measured.of([each[label][at] for each in found.values()]) for label in METHODS}
        mean = {label: t.Measured(float(np.mean([e[label][at] for e in found.values()])), m.low, m.high, m.runs)
                for label, m in mean.items()}  # fmt: skip
        for peer in [label for label in METHODS if label != "ours"]:
            rows.append(t.Row(claim, unit, mean["ours"], asked, peer, mean[peer], least=least))
    rows.append(t.Row("rendered walker, hole alone", "dB", t.Measured.of([walked["ours"][0]]), 32, "Telea",
                      t.Measured.of([walked["Telea"][0]]), least=True))  # fmt: skip
    rows.append(t.Row("QC: chatter of masks that wobble by 2 px, times that of drawn ones", "x",
                      t.Measured.of(ratios), 1.5, least=True))  # fmt: skip
    rows.append(_full_size(data))
    return rows


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--frames", type=int, default=60, help="of each sequence (default %(default)s)")
    parser.add_argument("--scored", type=int, default=60, help="the first so many are scored (default %(default)s)")
    parser.add_argument("--data", type=Path, default=t.ROOT.parent / "shared/data/vfx/davis2016")
    parser.add_argument("--strips", type=Path, help="write contact strips here")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    if options.strips:
        options.strips.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in (options.data / "JPEGImages").iterdir())
    found, ratios = of_sequences(options.data, names, options.frames, options.scored, options.strips)
    walked = of_walker(min(options.frames, 24), options.scored, options.strips)
    rows = table_rows(found, ratios, walked, options.data)
    rows += of_kinds(options.data, names, options.frames, options.scored, options.strips)
    scored = f"the first {options.scored} of {options.frames} frames of each sequence, one thread"
    return t.finish("roto_cleanup", rows, options.save, scored)


def _full_size(data: Path) -> t.Row:
    """Seconds a frame at 1920 x 1080, the hole as large in proportion; the first frame reads ahead and is left out."""
    frames, masks = read(data, "car-roundabout", 40)
    hole = cv2.resize(still_hole(masks).astype(np.uint8), (1920, 1080), interpolation=cv2.INTER_NEAREST) > 0
    large = [np.where(hole[..., None], np.uint8(0), cv2.resize(f, (1920, 1080), interpolation=cv2.INTER_CUBIC))
             for f in frames]  # fmt: skip
    work = remove(large, [hole] * len(large))
    next(work)
    times = []
    for _ in range(6):
        start = time.process_time()
        next(work)
        times.append(time.process_time() - start)
    return t.Row("CPU seconds a frame of 1920 x 1080", "s", t.Measured.of(times), 3)


if __name__ == "__main__":
    sys.exit(main())

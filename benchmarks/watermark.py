"""Claims: the watermark comes back in ≥ 95 % of copies of each kind, does not show, and is not seen where it is not.

Boards are drawn by the ink engine, other pictures composed from seeds; photographs (DAVIS 2016, a lemur) are taken
where they lie beside the checkout (`--photographs`). Beside it a plain spread spectrum as loud as ours, without tile,
template, masking and code, and in the last line marks in the lowest bits; the same pictures, the same changes. Nothing
is asked of a third of the area, nor of brightness 110 %, which makes light paper pure white and leaves no room.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import _marks
import _pictures
import _table as t
import cv2
import numpy as np

from secondunit.formats.watermark.embed import embed
from secondunit.formats.watermark.pattern import Pattern
from secondunit.formats.watermark.read import LEVEL, read

KEY, PAYLOAD, NOT_ASKED = b"benchmark of the watermark".ljust(32), 0x5EC07D0417A9B3C2, (
    "crop to 36 % of the area", "brightness 110 %")


def quality(before: _marks.Picture, after: _marks.Picture) -> tuple[float, float]:
    """PSNR in dB over all colours, and SSIM of the luma with the usual window (Wang et al. 2004)."""
    error = float(((before.astype(np.float64) - after) ** 2).mean())
    a, b = (picture.astype(np.float64) @ [0.299, 0.587, 0.114] for picture in (before, after))

    def mean(values: np.ndarray) -> np.ndarray:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5))

    ma, mb = mean(a), mean(b)
    va, vb, both = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    ssim = (2 * ma * mb + 6.5025) * (2 * both + 58.5225) / ((ma**2 + mb**2 + 6.5025) * (va + vb + 58.5225))
    return float(10 * np.log10(255**2 / max(error, 1e-9))), float(ssim.mean())


def processor_ms(work: Callable[[], object], runs: int) -> t.Measured:
    """Processor time, which a busy machine changes little."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(1e3 * (time.process_time() - start))
    return t.Measured.of(times)


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=5)
    parser.add_argument("--photographs", type=Path, default=t.ROOT.parent / "shared" / "data" / "vfx")
    parser.add_argument("--strangers", type=int, default=60, help="unmarked pictures that are read")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    pattern, plain = Pattern.of(KEY), _marks.PlainSpread(KEY)
    pictures = list(_marks.pictures(options.photographs))
    rows: list[t.Row] = []
    marked, louder, lowest, looks = [], [], [], []
    for _, _, picture in pictures:
        done = embed(picture, pattern, PAYLOAD)
        rms = float(np.sqrt(((done.astype(np.float64) - picture) ** 2).mean()))
        marked.append(done)
        louder.append(plain.embed(picture, PAYLOAD, rms))
        lowest.append(_marks.lowest_bits(picture, PAYLOAD))
        looks.append(quality(picture, done))
    naive = []
    for name, change in _marks.CHANGES.items():
        ours = sum((found := read(change(each), pattern)).found and found.payload == PAYLOAD for each in marked)
        theirs = sum(plain.read(change(each)) == PAYLOAD for each in louder)
        naive.append(100 * sum(_marks.read_lowest_bits(change(each)) == PAYLOAD for each in lowest) / len(pictures))
        rows.append(t.Row(f"payload back: {name}", "%", t.Measured.of([100 * ours / len(pictures)]),
                          None if name in NOT_ASKED else 95, plain.name,
                          t.Measured.of([100 * theirs / len(pictures)]), least=True))  # fmt: skip
    for kind in dict.fromkeys(kind for kind, _, _ in pictures):
        found = [look for (each, _, _), look in zip(pictures, looks, strict=True) if each == kind]
        rows.append(t.Row(f"PSNR of each {kind}, least", "dB", t.Measured.of([min(psnr for psnr, _ in found)]), 40,
                          least=True))
        rows.append(t.Row(f"SSIM of each {kind}, least", "", t.Measured.of([min(ssim for _, ssim in found)]), 0.98,
                          least=True))
    strangers = [np.asarray(_pictures.picture(1000 + seed)) for seed in range(options.strangers)]
    alarms = sum(read(each, pattern).found for each in strangers)
    rows.append(t.Row(f"marks seen in {len(strangers)} unmarked pictures", "", t.Measured.of([alarms]), 0))
    wrong = sum(read(each, Pattern.of(bytes([number]) * 32)).found for number, each in enumerate(marked))
    rows.append(t.Row(f"marks seen with {len(marked)} wrong keys", "", t.Measured.of([wrong]), 0))
    large = cv2.resize(pictures[0][2], (1920, 1080), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    with_mark = embed(large, pattern, PAYLOAD)
    turned = np.ascontiguousarray(np.rot90(with_mark, 2))
    rows += [
        t.Row("1920x1080: marked, processor time", "ms", processor_ms(lambda: embed(large, pattern, 1), options.runs)),
        t.Row("1920x1080: read, processor time", "ms", processor_ms(lambda: read(with_mark, pattern), options.runs)),
        t.Row("1920x1080: every size searched in vain, processor time", "ms",
              processor_ms(lambda: read(turned, pattern), max(1, options.runs // 2))),
    ]
    counts = {kind: sum(each == kind for each, _, _ in pictures) for kind, _, _ in pictures}
    note = (f"{', '.join(f'{count} of kind {kind}' for kind, count in counts.items())}; proved false alarm probability "
            f"≤ {LEVEL:g} a picture; lowest bits: payload back in {statistics.fmean(naive):.0f} % of all copies")
    return t.finish("watermark", rows, options.save, note)


if __name__ == "__main__":
    sys.exit(main())

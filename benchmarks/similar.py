"""Claims: copies are found however they were changed, strangers are not, and 10,000 references are scanned in 50 ms.

Pictures are drawn from seeds (`_pictures.py`). The baseline is an average hash of 8 x 8 pixels (the picture's and the
references', no mirrorings), near at 10 of 64 bits; it is run on the same pictures.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace

import _pictures
import _table as t
import numpy as np
from PIL import Image

from secondunit.gates.similar.compare import References, look
from secondunit.gates.similar.prints import Corners, Print, reference_print

PARTS = ("half of it", "poster, 50 % of the area", "poster, 25 % of the area", "poster, 25 %, mirrored")
COPIES, WALLS, STRANGERS, MANY, NEAR = 24, 500, 60, 10_000, 10


def average_hash(image: Image.Image) -> np.ndarray:
    """The baseline: which of 8 x 8 grey cells are lighter than their mean."""
    small = np.asarray(image.convert("L").resize((8, 8), Image.Resampling.BOX), np.float32)
    return np.asarray(small > small.mean()).ravel()


def found(references: References, image: Image.Image) -> set[int]:
    return {each.reference for each in references.scan(look(np.asarray(image)))}


def recalls(references: References, hashes: Sequence[np.ndarray]) -> tuple[list[t.Row], int, int]:
    """A row for each change, and how many references were found that the picture was not made of, ours and theirs."""
    rows, wrong, wrong_hash = [], 0, 0
    for name, change in _pictures.CHANGES.items():
        hit = hit_hash = 0
        for seed in range(COPIES):
            image = change(_pictures.picture(seed), _pictures.picture(WALLS + seed))
            ours = found(references, image)
            mine = average_hash(image)
            theirs = {at for at, other in enumerate(hashes) if int((mine != other).sum()) <= NEAR}
            hit, hit_hash = hit + (seed in ours), hit_hash + (seed in theirs)
            wrong, wrong_hash = wrong + len(ours - {seed}), wrong_hash + len(theirs - {seed})
        asked = 80 if name in PARTS else 95
        rows.append(t.Row(f"copies found: {name}", "%", t.Measured.of([100 * hit / COPIES]), asked, "average hash",
                          t.Measured.of([100 * hit_hash / COPIES]), least=True))  # fmt: skip
    return rows, wrong, wrong_hash


def many() -> References:
    """References enough for a library of pictures: real prints with other bits, so that nothing is near by chance."""
    chance = np.random.default_rng(5)
    real = [reference_print(np.asarray(_pictures.picture(seed))) for seed in range(24)]
    listed: list[Print] = []
    for number in range(MANY):
        one = real[number % len(real)]
        bits = chance.random(one.corners.bits.shape) < 0.5
        words = chance.integers(0, 2**63, one.whole.shape, dtype=np.uint64)
        listed.append(replace(one, whole=words, corners=Corners(one.corners.places, bits, one.corners.size)))
    return References(listed)


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=15)
    options = parser.parse_args()
    pictures = [_pictures.picture(seed) for seed in range(COPIES)]
    references = References([reference_print(np.asarray(image)) for image in pictures])
    hashes = [average_hash(image) for image in pictures]
    rows, wrong, wrong_hash = recalls(references, hashes)
    strangers = [_pictures.picture(1000 + seed) for seed in range(STRANGERS)]
    pairs = STRANGERS * COPIES
    ours = sum(len(found(references, image)) for image in strangers)
    theirs = sum(int((average_hash(image) != other).sum()) <= NEAR for image in strangers for other in hashes)
    rows.append(t.Row(f"strangers called near, of {pairs:,} pairs", "%", t.Measured.of([100 * ours / pairs]), 0.1,
                      "average hash", t.Measured.of([100 * theirs / pairs])))
    tried = len(_pictures.CHANGES) * COPIES * (COPIES - 1)
    rows.append(t.Row(f"other references called near to copies, of {tried:,} pairs", "%",
                      t.Measured.of([100 * wrong / tried]), 0.1, "average hash",
                      t.Measured.of([100 * wrong_hash / tried])))
    library, seen = many(), look(np.asarray(pictures[0]))
    rows.append(t.Row(f"a picture against {MANY:,} references", "ms",
                      t.measure(lambda: library.scan(seen), options.runs).scaled(1e3), 50))
    rows.append(t.Row("fingerprinting a picture of 640 x 360", "ms",
                      t.measure(lambda: look(np.asarray(pictures[0])), options.runs).scaled(1e3)))
    mean = statistics.fmean(row.ours.median for row in rows[: len(_pictures.CHANGES)])
    return t.finish("similar", rows, options.save, f"mean recall over {len(_pictures.CHANGES)} changes: {mean:.1f} %")


if __name__ == "__main__":
    sys.exit(main())

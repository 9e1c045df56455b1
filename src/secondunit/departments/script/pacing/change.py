"""Change points: where a series of rows is best cut into parts, each near its own mean.

Exact segmentation by dynamic programming over least squares (Bellman 1961; Jackson and others 2005). Rows beyond
`BLOCK` are cut block by block, which keeps the cost linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST = 2  # rows of a part
MOST = 10  # parts
BLOCK = 500  # rows


def segmentations(rows: Sequence[Sequence[float]], most: int = MOST) -> list[list[int]]:
    """Return the best cuts into 2, 3 ... `most` parts: for each number the indices at which a part begins, without 0.

    Only numbers that leave every part two rows are there.
    """
    import numpy as np

    data = np.asarray(rows, dtype=np.float64)
    count = len(data)
    parts = min(most, count // SHORTEST)
    if parts < 2:
        return []
    best = _costs(data)
    links = np.zeros((parts, count + 1), dtype=np.int64)
    before = best[0].copy()  # cost of rows [0, end) as one part
    out = []
    for number in range(1, parts):
        sums = before[:, None] + best  # [begin of the last part, end]
        links[number] = np.argmin(sums, axis=0)
        before = sums[links[number], np.arange(count + 1)]
        out.append(_cuts(links, number, count))
    return out


def _cuts(links: NDArray[np.int64], number: int, count: int) -> list[int]:
    at = count
    cuts = []
    for part in range(number, 0, -1):
        at = int(links[part, at])
        cuts.append(at)
    return cuts[::-1]


def _costs(data: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distance from the mean of rows [begin, end); infinite for fewer than `SHORTEST`."""
    import numpy as np

    count, width = data.shape
    sums = np.vstack([np.zeros((1, width)), np.cumsum(data, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum((data**2).sum(axis=1))])
    costs = np.full((count + 1, count + 1), np.inf)
    for begin in range(count - SHORTEST + 1):
        ends = np.arange(begin + SHORTEST, count + 1)
        total = sums[ends] - sums[begin]
        costs[begin, ends] = squares[ends] - squares[begin] - (total**2).sum(axis=1) / (ends - begin)
    return costs


def strength(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return for each row how many of the segmentations begin a part there, 0 to 1."""
    out = []
    for at in range(0, len(rows), BLOCK):
        block = rows[at : at + BLOCK]
        counts = [0.0] * len(block)
        found = segmentations(block)
        for cuts in found:
            for cut in cuts:
                counts[cut] += 1 / len(found)
        out += [round(count, 6) for count in counts]
    return out

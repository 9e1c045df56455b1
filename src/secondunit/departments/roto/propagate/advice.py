"""What to do next: which frame deserves a key, and which frames a changed key touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.propagate.shot import UNKNOWN


def next_frame_to_fix(confidence: Sequence[float], keys: Iterable[int]) -> int | None:
    """Return the frame whose correction should help most, or None when every frame is a key.

    Doubt (1 - confidence) is taken to shrink with the distance to the nearest key: a new key is worth, over all
    frames that it would be nearest to, their doubt times the part of that distance it takes away.
    """
    count = len(confidence)
    frames = np.arange(count)
    given = sorted(set(keys))
    if not given or not set(range(count)) - set(given):
        return None
    doubt = 1 - np.asarray(confidence, np.float64)
    away = np.abs(frames[:, None] - np.array(given)).min(axis=1)
    worth = [float((doubt * np.maximum(away - np.abs(frames - new), 0) / np.maximum(away, 1)).sum()) for new in frames]
    return max((int(new) for new in frames if away[new]), key=lambda new: (worth[new], -new))


def affected(before: Mapping[int, Labels], after: Mapping[int, Labels], count: int) -> list[range]:
    """Return the frames, as ranges in order, whose result may differ when the keys `before` become `after`.

    Each key that was added, taken away or changed touches the frames up to its neighbouring keys in either set; a key
    of strokes does not hold a change back, for it is completed from its neighbours. An object that is new to the shot,
    or gone from it, touches every frame.
    """
    if _objects(before) != _objects(after):
        return [range(count)] if count else []
    changed = {
        number
        for number in {*before, *after}
        if number not in before or number not in after or not np.array_equal(before[number], after[number])
    }
    kept = sorted(number for number in set(before) & set(after) - changed if not (after[number] == UNKNOWN).any())
    touched: list[range] = []
    for number in sorted(changed):
        start = max((key + 1 for key in kept if key < number), default=0)
        stop = min((key for key in kept if key > number), default=count)
        if touched and start <= touched[-1].stop:
            touched[-1] = range(touched[-1].start, max(stop, touched[-1].stop))
        else:
            touched.append(range(start, stop))
    return touched


def _objects(keys: Mapping[int, Labels]) -> set[int]:
    return {int(label) for key in keys.values() for label in np.unique(key)} - {0, UNKNOWN}

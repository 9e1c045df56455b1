"""The error correction of the mark: a tail-biting convolutional code of rate 1/4 and constraint length 9.

Polynomials 765, 671, 513 and 473 (octal) are the best known of that rate and length (Larsen, "Short convolutional codes
with maximal free distance", IEEE Trans. Inf. Theory 19, 1973). Decoding is Viterbi's algorithm on soft values, run
around the circle twice (Ma and Wolf, "On tail biting convolutional codes", IEEE Trans. Commun. 34, 1986).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POLYNOMIALS = (0o765, 0o671, 0o513, 0o473)
MEMORY = 8
STATES = 1 << MEMORY
LAPS = 3  # around the circle; the middle one is read

Signs = NDArray[np.float32]


def _outputs() -> NDArray[np.float32]:
    """The four code signs (+1 for bit 0) of every register of nine bits, newest bit highest."""
    registers = np.arange(2 * STATES)
    return np.stack([1.0 - 2.0 * (np.bitwise_count(registers & each) & 1) for each in POLYNOMIALS], 1).astype(
        np.float32)


_OUT = _outputs()
# From state s (the last eight bits, newest highest) bit b leads to (b << 7) | (s >> 1). So each state is reached from
# two: its last seven bits shifted up, with 0 or 1 below. The register on the way is (b << 8) | s.
_TO = np.arange(STATES)
_FROM = np.stack([((_TO << 1) & (STATES - 1)) | low for low in (0, 1)], 1)
_WAY = ((_TO >> (MEMORY - 1)) << MEMORY)[:, None] | _FROM


def encode(bits: NDArray[np.uint8]) -> Signs:
    """Return four code signs, +1 for 0 and -1 for 1, for each bit; there must be at least eight bits."""
    around = np.concatenate([bits[-MEMORY:], bits]).astype(np.int64)
    registers = np.zeros(len(bits), np.int64)
    for back in range(MEMORY + 1):
        registers |= around[MEMORY - back : MEMORY - back + len(bits)] << (MEMORY - back)
    return _OUT[registers].reshape(-1)


def decode(soft: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the bits of the most likely codeword; `soft` holds four values a bit, positive where 0 is likely."""
    values = np.asarray(soft, np.float32).reshape(-1, len(POLYNOMIALS))
    count = len(values)
    costs = np.zeros(STATES, np.float32)
    choice = np.empty((LAPS * count, STATES), np.uint8)
    gains = values @ _OUT.T  # of every register at every step
    for step in range(LAPS * count):
        ways = costs[_FROM] + gains[step % count][_WAY]
        choice[step] = ways[:, 1] > ways[:, 0]
        costs = ways.max(1)
    state = int(costs.argmax())
    bits = np.empty(LAPS * count, np.uint8)
    for step in range(LAPS * count - 1, -1, -1):
        bits[step] = state >> (MEMORY - 1)
        state = int(_FROM[state, choice[step, state]])
    return bits[count : 2 * count]

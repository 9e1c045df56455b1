"""The pattern of the mark: a tile of signs that a secret key chooses, with the payload spread over it.

Direct-sequence spread spectrum (Cox, Kilian, Leighton and Shamoon, "Secure spread spectrum watermarking for
multimedia", IEEE Trans. Image Process. 6, 1997) on a tile that is repeated over the picture, so that what a crop leaves
holds all of it (Kutter, "Watermarking resisting to translation, rotation and scaling", SPIE 3528, 1998). A quarter of
the chips carries no payload: they are the template by which place and size are found.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.formats.watermark import convolution

CELL = 4  # pixels a chip, at the size in which the picture was marked
SIDE = 32  # chips a side of the tile
TILE = CELL * SIDE
CHIPS = SIDE * SIDE
BITS = 64
REPEATS = 3
CODED = BITS * len(convolution.POLYNOMIALS)
PILOTS = CHIPS - CODED * REPEATS

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Pattern:
    """What a key chooses: `signs` (CHIPS,) of +1 and -1, and which chips carry the code and which the template."""

    signs: Floats
    places: NDArray[np.int64]  # (CODED, REPEATS)
    pilots: NDArray[np.int64]  # (PILOTS,)

    @classmethod
    def of(cls, key: bytes) -> Pattern:
        """Draw it from SHAKE-256 of the key, so that it is the same everywhere and nobody without the key knows it."""
        stream = hashlib.shake_256(b"secondunit watermark pattern 1\0" + key).digest(CHIPS // 8 + CHIPS * 8)
        bits = np.unpackbits(np.frombuffer(stream[: CHIPS // 8], np.uint8))
        order = np.argsort(np.frombuffer(stream[CHIPS // 8 :], ">u8"), kind="stable")
        return cls(1 - 2 * bits.astype(np.float32), order[PILOTS:].reshape(CODED, REPEATS), order[:PILOTS])

    def chips(self, payload: int) -> Floats:
        """Return the signs of all chips when they carry `payload` (0 to 2**64 - 1)."""
        bits = np.unpackbits(np.frombuffer(payload.to_bytes(BITS // 8, "big"), np.uint8))
        chips = self.signs.copy()
        chips[self.places] *= convolution.encode(bits)[:, None]
        return chips

    def payload(self, values: Floats) -> int:
        """Return the payload that fits the chips' measured `values` (CHIPS,) best; there always is one."""
        soft = (values * self.signs)[self.places].sum(1)
        return int.from_bytes(np.packbits(convolution.decode(soft)).tobytes(), "big")

    @property
    def template(self) -> Floats:
        """The pilots' signs on the tile (SIDE, SIDE), zero elsewhere."""
        grid = np.zeros(CHIPS, np.float32)
        grid[self.pilots] = self.signs[self.pilots]
        return grid.reshape(SIDE, SIDE)

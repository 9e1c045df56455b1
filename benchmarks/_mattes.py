"""Pictures whose alpha and foreground are known: hair, defocus, motion blur and a lace of holes over real photographs.

Alpha is drawn at several times the size and averaged; foreground and background are mixed in linear light, as a lens
does, then encoded to 8-bit sRGB. Everything comes from seeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from secondunit.departments.plates.pixels import as_bytes, as_float, disk, to_display, to_linear

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "vfx"
HIGH, WIDE = 600, 700
FINE = 3  # times the size at which alpha is drawn
KINDS = ("hair", "fur", "defocus", "motion", "lace")
WIDTHS = (6, 12, 24)  # pixels that a trimap's band reaches beyond what is mixed


@dataclass(frozen=True)
class Truth:
    """A composite and what it is made of: pictures float32 display-referred, alpha 0..1."""

    name: str
    picture: np.ndarray  # uint8
    alpha: np.ndarray
    front: np.ndarray
    back: np.ndarray

    def trimap(self, width: int) -> np.ndarray:
        """Return 0/128/255: what is mixed, widened by `width` pixels."""
        mixed = ((self.alpha > 0.004) & (self.alpha < 0.996)).astype(np.uint8)
        band = cv2.dilate(mixed, disk(width)) > 0
        out = np.where(self.alpha > 0.5, 255, 0).astype(np.uint8)
        out[band] = 128
        return out


def photographs() -> list[np.ndarray]:
    """Return photographs as float32 display pictures of HIGH x WIDE."""
    found = [DATA / "matting/lemur/lemur.png"]
    found += [DATA / f"davis2016/JPEGImages/{name}/00000.jpg"
              for name in ("dance-twirl", "car-roundabout", "bmx-trees", "breakdance", "kite-surf", "blackswan")]
    out = []
    for path in found:
        picture = np.asarray(Image.open(path).convert("RGB"))
        scale = max(HIGH / picture.shape[0], WIDE / picture.shape[1])
        size = (int(np.ceil(picture.shape[1] * scale)), int(np.ceil(picture.shape[0] * scale)))
        out.append(as_float(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)[:HIGH, :WIDE]))
    return out


def shape(kind: str, seed: int, high: int = HIGH, wide: int = WIDE) -> np.ndarray:
    """Draw one alpha `(high, wide)` of a kind."""
    chance = np.random.default_rng(seed)
    big = np.zeros((high * FINE, wide * FINE), np.uint8)
    centre = np.array([wide * 0.5, high * 0.56]) * FINE
    radius = 0.27 * high * FINE
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    bumps = sum(chance.normal(0, 0.09 / k) * np.cos(k * turn + chance.uniform(0, 6)) for k in range(2, 8))
    outline = centre + np.stack([np.cos(turn), np.sin(turn)], 1) * (radius * (1 + bumps))[:, None]
    cv2.fillPoly(big, [np.rint(outline).astype(np.int32)], 255)
    if kind in ("hair", "fur"):
        count, length, thick = (260, 0.30, (1, 3)) if kind == "hair" else (2600, 0.055, (1, 2))
        for at in chance.integers(0, len(turn), count):
            root = outline[at]
            out = (root - centre) / np.linalg.norm(root - centre)
            side = np.array([-out[1], out[0]])
            along = np.linspace(0, 1, 24)[:, None]
            long = length * high * FINE * chance.uniform(0.4, 1)
            bend = chance.normal(0, 0.5) * long
            strand = root - out * 4 + out * along * long + side * along**2 * bend
            cv2.polylines(big, [np.rint(strand * 16).astype(np.int32)], False, 255, int(chance.integers(*thick)),
                          cv2.LINE_AA, 4)  # fmt: skip
    if kind == "lace":
        for _ in range(420):
            spot = centre + chance.normal(0, 0.5, 2) * radius
            cv2.circle(big, tuple(int(v) for v in spot), int(chance.uniform(2, 7) * FINE), 0, -1, cv2.LINE_AA)
    alpha = cv2.resize(as_float(big), (wide, high), interpolation=cv2.INTER_AREA)
    if kind == "defocus":
        soft = disk(9).astype(np.float32)
        alpha = cv2.filter2D(alpha, -1, soft / soft.sum())
    if kind == "motion":
        alpha = cv2.blur(alpha, (31, 1))
    return np.clip(alpha, 0, 1).astype(np.float32)


def composite(name: str, alpha: np.ndarray, front: np.ndarray, back: np.ndarray, noise: float, seed: int) -> Truth:
    """Mix in linear light, add grain, encode to 8-bit sRGB."""
    light = alpha[..., None] * to_linear(front) + (1 - alpha[..., None]) * to_linear(back)
    grain = np.random.default_rng(seed).normal(0, noise, light.shape).astype(np.float32)
    return Truth(name, as_bytes(to_display(light) + grain), alpha, front, back)


def truths(kinds: tuple[str, ...] = KINDS, each: int = 2, noise: float = 0.004) -> list[Truth]:
    """Return the test pictures: each kind over pairs of photographs."""
    photos = photographs()
    out = []
    for number, kind in enumerate(kinds):
        for turn in range(each):
            seed = 100 * number + turn
            front, back = photos[(number + 2 * turn) % len(photos)], photos[(number + 2 * turn + 3) % len(photos)]
            if kind in ("hair", "fur"):  # hair has few colours: a photograph's large scale, toned
                front = cv2.GaussianBlur(front, (0, 0), 12) * np.float32([0.55, 0.4, 0.3])
            out.append(composite(f"{kind} {turn + 1}", shape(kind, seed), front[:, ::-1], back, noise, seed))
    return out

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
    return np.clip(alpha, 0, 1).astype(np.float32)


def lens(kind: str, alpha: np.ndarray, front: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put an object out of focus or in motion: its alpha and its colours (linear light) are spread together."""
    if kind not in ("defocus", "motion"):
        return alpha, front
    kernel = disk(9).astype(np.float32) if kind == "defocus" else np.ones((1, 31), np.float32)
    kernel /= kernel.sum()
    spread = np.clip(cv2.filter2D(alpha, -1, kernel), 0, 1)
    colours = cv2.filter2D(to_linear(front) * alpha[..., None], -1, kernel) / np.maximum(spread, 1e-4)[..., None]
    return spread, np.where(spread[..., None] > 1e-3, to_display(colours), front).astype(np.float32)


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
            alpha, front = lens(kind, shape(kind, seed), front[:, ::-1])
            out.append(composite(f"{kind} {turn + 1}", alpha, front, back, noise, seed))
    return out


def screens(kinds: tuple[str, ...] = KINDS, noise: float = 0.006) -> list[Truth]:
    """Return green and blue screens: unevenly lit, grainy, their light bouncing onto the foreground's edge."""
    photos = photographs()
    out = []
    for number, kind in enumerate(kinds):
        alpha = shape(kind, 900 + number)
        front = photos[(number + 1) % len(photos)][:, ::-1].copy()
        channel = 1 if number % 2 == 0 else 2
        others = [at for at in range(3) if at != channel]
        front[..., channel] = np.minimum(front[..., channel], front[..., others].mean(2))  # nothing of the screen's hue
        if kind in ("hair", "fur"):
            front = cv2.GaussianBlur(front, (0, 0), 12) * np.float32([0.55, 0.4, 0.3])
        y, x = np.mgrid[:HIGH, :WIDE].astype(np.float32)
        lit = 1.0 - 0.35 * x / WIDE - 0.2 * ((y - HIGH / 3) / HIGH) ** 2 + 0.1 * np.sin(x / 90 + number)
        paint = np.float32([0.05, 0.38, 0.08] if channel == 1 else [0.04, 0.1, 0.42])
        back = (lit[..., None] * paint).astype(np.float32)
        alpha, front = lens(kind, alpha, front)
        inside = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
        bounce = 0.12 * np.exp(-inside / 10)[..., None] * back
        dirty = to_display(to_linear(front) + bounce)
        one = composite(f"{kind}, {'green' if channel == 1 else 'blue'}", alpha, dirty, to_display(back), noise, number)
        out.append(Truth(one.name, one.picture, alpha, front, to_display(back)))
    return out


def plain_key(picture: np.ndarray, channel: int, screen: np.ndarray) -> np.ndarray:
    """The baseline: the colour difference over that of the screen's mean colour, on display values."""
    others = [at for at in range(3) if at != channel]

    def lead(colour: np.ndarray) -> np.ndarray:
        return colour[..., channel] - np.maximum(colour[..., others[0]], colour[..., others[1]])

    return np.clip(1 - lead(picture) / lead(screen), 0, 1)


def chroma_key(picture: np.ndarray, screen: np.ndarray, near: float = 0.08, far: float = 0.25) -> np.ndarray:
    """The other baseline: a ramp over the distance from the screen in Cb and Cr."""
    both = [cv2.cvtColor(np.ascontiguousarray(each, np.float32), cv2.COLOR_RGB2YCrCb)[..., 1:]
            for each in (picture, np.broadcast_to(screen, picture.shape))]
    return np.clip((np.linalg.norm(both[0] - both[1], axis=2) - near) / (far - near), 0, 1)

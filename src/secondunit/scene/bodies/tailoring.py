"""How garments are cut: fields over the helper surfaces, ease, layers, fronts with lapels, plackets and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.bodies.asset import load

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """Where each asset vertex lies, on the template: lengths in shares of the limb, heights in metres."""

    x: Array
    y: Array
    z: Array
    arm: Array  # -1 off the arm, 0 shoulder, 1 elbow, 2 wrist
    arm_weight: Array
    leg: Array  # by height: 0 hip joint, 1 knee, 2 ankle; negative above the hip
    collar: Array  # height over the base of the neck, along a plane that is high at the nape, m
    neck: Array  # distance from the axis of the neck, m
    heads: Mapping[str, Array]

    def values(self) -> Array:
        """Return all fields as columns (V, 8)."""
        return np.stack([self.x, self.y, self.z, self.arm, self.arm_weight, self.leg, self.collar, self.neck], axis=1)

    def of(self, values: Array) -> Fields:
        """Return the fields of other points, given as such columns."""
        x, y, z, arm, weight, leg, collar, neck = values.T
        return Fields(x, y, z, arm, weight, leg, collar, neck, self.heads)


@lru_cache(maxsize=1)
def fields() -> Fields:
    """Return the fields of all asset vertices."""
    asset = load()
    v = asset.template.astype(np.float64)
    head = {b: asset.heads[asset.index(b)] for b in asset.bones}
    arm, weight = np.full(len(v), -1.0), np.zeros(len(v))
    for side in "LR":
        names = ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist", "metacarpal", "finger")
        bones = [i for i, b in enumerate(asset.bones) if b.startswith(names) and b.endswith(side)]
        w = np.asarray(asset.skin[:, bones].sum(axis=1)).ravel()
        a, b, c = (head[f"{n}.{side}"] for n in ("upperarm01", "lowerarm01", "wrist"))
        upper = ((v - a) @ (b - a)) / ((b - a) @ (b - a))
        lower = ((v - b) @ (c - b)) / ((c - b) @ (c - b))
        s = np.where(upper < 1, upper, np.maximum(1 + lower, 1.0))
        arm = np.where(w > 0.15, np.maximum(s, -0.9), arm)
        weight = np.maximum(weight, w)
    hip, knee, ankle = (head[f"{n}.L"][2] for n in ("upperleg01", "lowerleg01", "foot"))
    leg = np.interp(-v[:, 2], [-1.0, -hip, -knee, -ankle, -ankle + 0.2], [-(1 - hip) / 0.45, 0, 1, 2, 2.45])
    base = head["neck01"]
    collar = (v[:, 2] - base[2]) + 0.42 * (v[:, 0] - base[0] - 0.023)
    neck = np.hypot(v[:, 0] - base[0] - 0.02, v[:, 1])
    return Fields(v[:, 0], v[:, 1], v[:, 2], arm, weight, leg, collar, neck, head)


Cut = Callable[[Fields], Array]


@dataclass(frozen=True, slots=True)
class Vee:
    """A front that opens in a V: how far its tip lies below the base of the neck, and half its width up there, m."""

    depth: float
    half: float

    def beside(self, f: Fields) -> Array:
        """Return how far outside the V a point lies, seen from the front, in metres."""
        rise = f.z - (f.heads["neck01"][2] - self.depth)
        out: Array = np.abs(f.y) - np.maximum(rise, -0.02) * (self.half / self.depth)
        return out

    def above(self, f: Fields) -> Array:
        """Return the height over the tip in metres."""
        out: Array = f.z - (f.heads["neck01"][2] - self.depth)
        return out


def _round(a: Array, b: Array, corner: float = 0.035) -> Array:
    """Return the larger of two fields with the corner between them rounded (polynomial smooth maximum)."""
    out: Array = np.maximum(a, b) + np.maximum(corner - np.abs(a - b), 0.0) ** 2 / (4 * corner)
    return out


def _torso(hem: float, sleeve: float, collar: float, wide: float = 0.085, vee: Vee | None = None) -> Cut:
    """A top: down to `hem` (leg share, negative above the hip), sleeves to `sleeve`; the neck is cut above `collar`
    metres within `wide` metres of its axis; open in front in a V."""

    def field(f: Fields) -> Array:
        down = (hem - f.leg) * 0.42
        arm = np.where(f.arm_weight > 0.15, (sleeve - f.arm) * 0.25, 1.0)
        below = np.where(f.arm_weight > 0.4, 1.0, down)  # a hanging hand is not below the hem
        neck = _round(collar - f.collar, (f.neck - wide) * 3)  # steep: skin below ends close to the edge
        neck = np.minimum(neck, f.heads["neck02"][2] + 0.02 - f.z)
        neck = np.minimum(neck, max(0.035, collar + 0.01) - f.collar)  # the chin is not under the shirt
        out = np.minimum(np.minimum(below, arm), neck)
        if vee:
            slit = np.maximum(vee.beside(f), -vee.above(f))
            out = np.minimum(out, np.maximum(slit, (0.025 - f.x) * 3))
        result: Array = out
        return result

    return field


def _band(low: float, high: float, wide: float, front: Vee) -> Cut:
    """A turned-down collar: between two heights round the neck, its ends along a V."""

    def field(f: Fields) -> Array:
        out = np.minimum(np.minimum(f.collar - low, high - f.collar), wide - f.neck)
        throat: Array = np.minimum(out, np.maximum(front.beside(f), (0.025 - f.x) * 3))
        return np.minimum(throat, 0.5 - f.arm_weight)

    return field


def _lapel(vee: Vee, top: float, wide: float) -> Cut:
    """A lapel beside a V: from nothing at its tip to `wide` metres at the gorge, `top` on the scale of the collar."""

    def field(f: Fields) -> Array:
        beside, above = vee.beside(f), vee.above(f)
        out = np.minimum(beside - 0.002, wide * np.clip(above / (vee.depth - 0.10), 0.0, 1.0) ** 0.8 - beside)
        out = np.minimum(np.minimum(out, top - f.collar), (f.x - 0.02) * 2)
        result: Array = np.minimum(out, above)
        return result

    return field


def _placket(vee: Vee, half: float, hem: float) -> Cut:
    """The overlap of a closed front: a strip down its middle from the tip of the V to `hem` (leg share)."""

    def field(f: Fields) -> Array:
        out: Array = np.minimum(np.minimum(half - np.abs(f.y + 0.25 * half), -0.002 - vee.above(f)), f.x * 2)
        return np.minimum(out, (hem - f.leg) * 0.42)

    return field


def _bib(half: float, top: float, hem: float) -> Cut:
    """The upper half of an apron: a bib from `top` metres below the neck, straps round the neck, a tie at the waist."""

    def field(f: Fields) -> Array:
        below = f.heads["neck01"][2] - top - f.z
        bib = np.minimum(np.minimum(half - np.abs(f.y), below), np.minimum((hem - f.leg) * 0.42, (f.x - 0.03) * 2))
        strap = np.minimum(0.011 - np.abs(np.abs(f.y) - 0.075), np.minimum(-0.004 - f.collar, below + 0.2))
        strap = np.minimum(strap, np.maximum((f.x - 0.03) * 2, 0.08 - below - top))
        tie = np.minimum(0.014 - np.abs(f.leg + 0.30) * 0.42, 0.35 - f.arm_weight)
        out: Array = np.minimum(np.maximum(np.maximum(bib, strap), tie), 0.3 - f.arm_weight)
        return out

    return field


def _apron(half: float, hem: float) -> Cut:
    """The lower half of an apron: the front of a skirt."""
    return lambda f: np.minimum(np.minimum((hem - f.leg) * 0.42, half - np.abs(f.y)), f.x * 2)


def _neckband(collar: float, deep: float, wide: float = 0.085) -> Cut:
    """A knitted band along the neckline of a top cut at `collar`."""
    return lambda f: deep - _round(collar - f.collar, (f.neck - wide) * 1.5)


def _trousers(waist: float, hem: float) -> Cut:
    def field(f: Fields) -> Array:
        out = np.minimum((f.leg - waist) * 0.42, (hem - f.leg) * 0.42)
        off_arm: Array = np.minimum(out, (0.4 - f.arm_weight) * 0.1)
        return off_arm

    return field


def _shoe(top: float) -> Cut:
    return lambda f: np.minimum((f.leg - top) * 0.42, (0.4 - f.arm_weight) * 0.1)


def _skirt(hem: float) -> Cut:
    return lambda f: (hem - f.leg) * 0.42


@dataclass(frozen=True, slots=True)
class Tailoring:
    """How a kind of garment is cut. `ease` gives the offset from the body in metres."""

    cut: Cut
    surface: str  # tights or skirt
    ease: Callable[[Fields], Array]
    smooth: int  # rounds of averaging: cloth bridges hollows
    layer: int  # 0 trousers, 1 tops and boots, 2 skirts, 3 coats: outer layers hide inner ones
    over: tuple[tuple[Cut, float], ...] = ()  # parts of the piece that lie double, and their thickness in metres
    buttons: tuple[tuple[float, float], ...] = ()  # y and z in metres from the base of the neck, on the template


def _even(amount: float) -> Callable[[Fields], Array]:
    return lambda f: np.full(len(f.x), amount)


def _loose(body: float, hem: float, arm: float) -> Callable[[Fields], Array]:
    """Ease that grows to the hem of the trunk and along the sleeve."""

    def ease(f: Fields) -> Array:
        trunk = body + (hem - body) * np.clip((f.leg + 1.1) / 1.2, 0, 1)
        sleeve = body + (arm - body) * np.clip(f.arm / 2, 0, 1)
        return np.where(f.arm_weight > 0.4, sleeve, trunk)

    return ease


def _legs(top: float, knee: float, hem: float) -> Callable[[Fields], Array]:
    return lambda f: np.interp(f.leg, [-0.4, 0.15, 1.0, 2.0], [top, top * 1.2, knee, hem])


def _flare(waist: float, hem: float) -> Callable[[Fields], Array]:
    return lambda f: np.interp(f.leg, [-0.5, 0.1, 2.0], [waist, waist * 1.3, hem])


_SHIRT, _BLAZER, _ZIP, _COAT = Vee(0.075, 0.052), Vee(0.37, 0.066), Vee(0.20, 0.060), Vee(0.17, 0.062)

TAILORING: Mapping[str, tuple[Tailoring, ...]] = {
    "tshirt": (
        Tailoring(_torso(0.06, 0.62, -0.020), "tights", _loose(0.006, 0.020, 0.030), 5, 1,
                  over=((_neckband(-0.020, 0.016), 0.002),)),
    ),
    "shirt": (
        Tailoring(_torso(0.10, 1.93, -0.004), "tights", _loose(0.006, 0.016, 0.014), 5, 1,
                  over=((_placket(Vee(0.045, 0.03), 0.015, 0.10), 0.002),),
                  buttons=tuple((0.0, -0.075 - 0.085 * k) for k in range(6))),
        Tailoring(_band(-0.046, 0.010, 0.098, _SHIRT), "tights", _even(0.011), 6, 1),
    ),
    "blouse": (
        Tailoring(_torso(0.02, 1.80, -0.030, 0.10, Vee(0.16, 0.098)), "tights", _loose(0.006, 0.018, 0.020), 4, 1),
    ),
    "sweater": (
        Tailoring(_torso(0.08, 1.93, -0.006), "tights", _loose(0.012, 0.024, 0.020), 6, 1,
                  over=((_neckband(-0.006, 0.022), 0.004),)),
    ),
    "turtleneck": (Tailoring(_torso(0.06, 1.93, 0.06), "tights", _loose(0.008, 0.016, 0.012), 4, 1),),
    "vest": (Tailoring(_torso(0.02, 0.10, -0.075, 0.12), "tights", _loose(0.006, 0.014, 0.01), 4, 1),),
    "bodice": (Tailoring(_torso(-0.20, 0.55, -0.066, 0.125), "tights", _loose(0.005, 0.008, 0.018), 4, 1),),
    "onesie": (Tailoring(_torso(1.9, 1.9, -0.026), "tights", _legs(0.012, 0.014, 0.014), 5, 1),),
    "jacket": (
        Tailoring(_torso(0.14, 1.90, -0.018, 0.09, _BLAZER), "tights", _loose(0.017, 0.030, 0.024), 7, 3,
                  over=((_lapel(_BLAZER, -0.062, 0.062), 0.007), (_placket(_BLAZER, 0.018, 0.14), 0.003)),
                  buttons=((0.0, -0.395), (0.0, -0.475))),
        Tailoring(_band(-0.058, -0.004, 0.112, _BLAZER), "tights", _even(0.027), 7, 3),
    ),
    "blouson": (
        Tailoring(_torso(0.05, 1.93, -0.010, 0.09, _ZIP), "tights", _loose(0.018, 0.030, 0.026), 7, 3,
                  over=((_lapel(_ZIP, -0.052, 0.030), 0.005), (_placket(_ZIP, 0.010, 0.05), 0.003))),
        Tailoring(_band(-0.056, 0.002, 0.112, _ZIP), "tights", _even(0.027), 7, 3),
    ),
    "hoodie": (
        Tailoring(_torso(0.16, 1.93, -0.006, 0.09, Vee(0.10, 0.040)), "tights", _loose(0.018, 0.036, 0.028), 8, 3,
                  over=((_placket(Vee(0.10, 0.04), 0.008, 0.16), 0.002),)),
        Tailoring(_band(-0.072, 0.014, 0.120, Vee(0.10, 0.046)), "tights", _even(0.034), 8, 3),
    ),
    "coat": (
        Tailoring(_torso(-0.20, 1.93, -0.012, 0.09, _COAT), "tights", _loose(0.024, 0.026, 0.034), 7, 3,
                  over=((_lapel(_COAT, -0.070, 0.060), 0.007), (_placket(_COAT, 0.034, -0.20), 0.004)),
                  buttons=((-0.009, -0.215), (-0.009, -0.325), (-0.009, -0.435))),
        Tailoring(_band(-0.072, 0.008, 0.118, _COAT), "tights", _even(0.034), 8, 3),
        Tailoring(_skirt(1.42), "skirt", _flare(0.020, 0.080), 2, 3),
        Tailoring(_trousers(-0.26, 0.45), "tights", _even(0.014), 6, 3),
    ),
    "apron": (
        Tailoring(_bib(0.115, 0.17, 0.10), "tights", _loose(0.030, 0.034, 0.030), 6, 3),
        Tailoring(_apron(0.17, 1.02), "skirt", _flare(0.034, 0.044), 2, 3),
    ),
    "robe": (
        Tailoring(_torso(-0.20, 1.80, -0.02, 0.09, Vee(0.34, 0.08)), "tights", _loose(0.018, 0.020, 0.070), 8, 3,
                  over=((_lapel(Vee(0.34, 0.08), 0.06, 0.045), 0.006),)),
        Tailoring(_skirt(1.85), "skirt", _flare(0.016, 0.05), 2, 3),
        Tailoring(_trousers(-0.30, 0.45), "tights", _even(0.018), 6, 3),
    ),
    "trousers": (Tailoring(_trousers(-0.42, 1.96), "tights", _legs(0.008, 0.020, 0.026), 5, 0),),
    "jeans": (Tailoring(_trousers(-0.36, 1.97), "tights", _legs(0.006, 0.010, 0.016), 4, 0),),
    "leggings": (Tailoring(_trousers(-0.40, 1.93), "tights", _even(0.004), 2, 0),),
    "shorts": (Tailoring(_trousers(-0.40, 0.82), "tights", _legs(0.008, 0.030, 0.03), 4, 0),),
    "skirt": (
        Tailoring(_skirt(0.98), "skirt", _flare(0.006, 0.02), 1, 2),
        Tailoring(_trousers(-0.30, 0.55), "tights", _even(0.004), 3, 2),
    ),
    "long skirt": (
        Tailoring(_skirt(1.80), "skirt", _flare(0.006, 0.04), 1, 2),
        Tailoring(_trousers(-0.30, 0.55), "tights", _even(0.004), 3, 2),
    ),
    "shoes": (Tailoring(_shoe(1.90), "tights", _even(0.007), 2, 0),),
    "boots": (Tailoring(_shoe(1.28), "tights", _legs(0.01, 0.012, 0.012), 3, 1),),
}
SOLES: Mapping[str, float] = {"shoes": 0.014, "boots": 0.022}  # metres under the foot



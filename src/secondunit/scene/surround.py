"""What stands around a camera: the set's meshes for sight questions, its bounds and its wild walls."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from secondunit.scene.layout import Placement, SetPlan, Vec3
from secondunit.scene.sight import Sight

SHELLS = ("room",)
HOLLOW = ("car", "van", "tree", "bush", "arch", "cave", "ship", "rowboat", "stairs", "bars")
SIDES = {"e": (1.0, 0.0), "w": (-1.0, 0.0), "n": (0.0, 1.0), "s": (0.0, -1.0)}


@dataclass(frozen=True)
class Surround:
    """A set as the camera meets it. `wild` answers sight questions with all walls of the room taken away."""

    bounds: tuple[Vec3, Vec3]
    interior: bool
    sight: Sight
    wild: Sight
    solid: Sight  # closed furniture and props alone: the only meshes that one can be inside of
    shell: Placement | None = None
    half: tuple[float, float] = (0.0, 0.0)  # half length and width inside the room
    ceiling: float = 60.0
    floor: float = 0.0

    def open_sides(self, point: Vec3) -> str:
        """Return the walls that must be wild for a camera at this point ("n e"), "" when it is inside."""
        if self.shell is None:
            return ""
        x, y = self._local(point)
        sides = []
        for side, (sx, sy) in SIDES.items():
            if sx * x > self.half[0] - 0.12 or sy * y > self.half[1] - 0.12:
                if sx and sx * x > self.half[0] - 0.12:
                    sides.append(side)
                if sy and sy * y > self.half[1] - 0.12:
                    sides.append(side)
        return " ".join(sorted(sides))

    def beyond(self, point: Vec3) -> float:
        """Return how far (m) a point lies outside the bounds, seen from above."""
        low, high = self.bounds
        dx = max(low[0] - point[0], point[0] - high[0], 0.0)
        dy = max(low[1] - point[1], point[1] - high[1], 0.0)
        return math.hypot(dx, dy)

    def _local(self, point: Vec3) -> tuple[float, float]:
        assert self.shell is not None  # noqa: S101 - callers check
        a = math.radians(self.shell.heading)
        dx, dy = point[0] - self.shell.position[0], point[1] - self.shell.position[1]
        return (dx * math.cos(a) + dy * math.sin(a), -dx * math.sin(a) + dy * math.cos(a))


def surround_of(plan: SetPlan) -> Surround:
    """Build the surround of a set plan (meshes of every piece once; keep it for all shots of the location)."""
    from secondunit.scene import kit

    solid = Sight(
        [
            m
            for p in plan.placements
            if kit.PIECES[p.piece].group in ("solid", "small") and p.piece not in HOLLOW
            for m in kit.build(p)
        ]
    )
    shell = next((p for p in plan.placements if p.piece in SHELLS), None)
    rest = [m for p in plan.placements if p is not shell for m in kit.build(p)]
    if shell is None:
        sight = Sight(rest)
        return Surround(plan.bounds, plan.interior, sight, sight, solid, ceiling=60.0)
    walls = list(kit.build(shell))
    bare = list(kit.build(replace(shell, params={**shell.params, "wild": "n e s w"})))
    size_x, size_y, size_z = kit.footprint(shell)
    values = shell.params
    half = (float(values.get("length", size_x)) / 2.0, float(values.get("width", size_y)) / 2.0)
    height = float(values.get("height", size_z))
    return Surround(
        plan.bounds,
        plan.interior,
        Sight([*walls, *rest]),
        Sight([*bare, *rest]),
        solid,
        shell,
        half,
        ceiling=shell.position[2] + height - 0.2,
    )


def open_walls(plan: SetPlan, surround: Surround, sides: str) -> tuple[Placement, ...]:
    """Return the placements with these walls of the room taken away for the camera."""
    if not sides or surround.shell is None:
        return plan.placements
    name = surround.shell.name
    taken = {*str(surround.shell.params.get("wild", "")).split(), *sides.split()}
    wild = " ".join(sorted(taken))
    return tuple(replace(p, params={**p.params, "wild": wild}) if p.name == name else p for p in plan.placements)

"""The schedule: strips from a breakdown, a board with a proven bound, and the papers that a shoot is run from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from secondunit.core.schedule import Schedule, Shoot
from secondunit.departments.script.schedule.strips import shoot_of, strips


def solve(
    shoot: Shoot, *, budget: float = 20.0, seed: int = 0, locked: Mapping[str, date] | None = None
) -> Schedule:  # fmt: skip
    """Return a board for a shoot, with its proven bounds; see `solver.solve`. The solvers load when it is called."""
    from secondunit.departments.script.schedule import solver

    return solver.solve(shoot, budget=budget, seed=seed, locked=locked)


__all__ = ["shoot_of", "solve", "strips"]

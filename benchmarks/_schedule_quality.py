"""How good the schedule is: a board of a feature's size made by rule, and exact talent scheduling.

The board has the proportions of a real one: 173 strips, 177 pages, 59 cast with the lead in 60 % of the scenes and a
long tail, 35 locations. No name or number of a real production is in it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from secondunit.core.schedule import (
    BoardElement,
    Calendar,
    Figures,
    Light,
    Place,
    Rules,
    Schedule,
    Shoot,
    Strip,
)  # fmt: skip
from secondunit.departments.script.schedule import solve
from secondunit.departments.script.schedule.board import Board
from secondunit.departments.script.schedule.check import violations
from secondunit.departments.script.schedule.figures import figures
from secondunit.departments.script.schedule.greedy import script_order
from secondunit.departments.script.schedule.instance import compile_shoot
from secondunit.departments.script.schedule.solver import to_schedule
from secondunit.departments.script.schedule.talent import cost_of, solve_talent

ROOT = Path(__file__).resolve().parents[1]

STRIPS, EIGHTHS, CAST, PLACES = 173, 1416, 59, 35


def feature(seed: int = 1, max_eighths: int = 28) -> Shoot:
    """Return the shoot of an invented feature; the same seed gives the same shoot."""
    rng = random.Random(seed)
    base = [i if i < 10 else 5 + i // 2 for i in range(PLACES)]
    places = [Place(f"loc{i:02d}", f"LOCATION {i:02d}", f"base{base[i]:02d}") for i in range(PLACES)]
    weight = [1 / (i + 1.5) for i in range(PLACES)]
    inside = [rng.random() < 0.6 for _ in range(PLACES)]
    chance = [0.60, 0.42, 0.34, 0.27, 0.2]
    homes = [rng.sample(range(PLACES), rng.randint(2, 6)) for _ in range(5, 18)]
    at, order = 0, []
    for _ in range(STRIPS):
        at = at if rng.random() < 0.3 else rng.choices(range(PLACES), weight)[0]
        order.append(at)
    order[:PLACES] = [x if rng.random() < 0.5 else i for i, x in enumerate(order[:PLACES])]
    rng.shuffle(order)
    small: dict[int, list[int]] = {}
    for member in range(18, CAST):  # day players
        for scene in rng.sample(range(STRIPS), rng.choice((1, 1, 1, 2, 2, 3))):
            small.setdefault(scene, []).append(member)
    sizes = [min(26, max(1, round(rng.lognormvariate(1.75, 0.75)))) for _ in range(STRIPS)]
    while sum(sizes) != EIGHTHS:
        i = rng.randrange(STRIPS)
        sizes[i] = min(26, max(1, sizes[i] + (1 if sum(sizes) < EIGHTHS else -1)))
    strips = []
    for scene in range(STRIPS):
        place = order[scene]
        who = [a for a, p in enumerate(chance) if rng.random() < p]
        who += [5 + n for n, home in enumerate(homes) if rng.random() < (0.45 if place in home else 0.03)]
        who += small.get(scene, [])
        if not who:
            who = [rng.choice((0, 0, 1, 2))]
        night = rng.random() < 0.25
        light = Light.ANY if inside[place] else Light.NIGHT if night else Light.DAY
        strips.append(Strip(
            f"sc{scene + 1:03d}", str(scene + 1), "INT" if inside[place] else "EXT", places[place].name,
            "NIGHT" if night else "DAY", sizes[scene], 15 + 18 * sizes[scene],
            tuple(f"c{a + 1:02d}" for a in sorted(set(who))), (), places[place].id, light=light,
        ))  # fmt: skip
    cast = tuple(BoardElement(f"c{a + 1:02d}", f"MEMBER {a + 1:02d}", board_id=str(a + 1), drop=False)
                 for a in range(CAST))  # fmt: skip
    rules = Rules(Calendar(date(2027, 3, 1)), max_eighths=max_eighths, latitude=51.5, longitude=-0.12,
                  zone="Europe/London", hours=12.0)  # fmt: skip
    return Shoot(tuple(strips), cast, tuple(places), rules, "Invented feature")


# ---- what is measured --------------------------------------------------------


@dataclass(frozen=True)
class BoardFigures:
    """One way to make the board: its figures, whether it keeps the rules, and the seconds it took."""

    name: str
    figures: Figures
    broken: int  # rules that the board breaks
    seconds: float


@dataclass(frozen=True)
class TalentFigures:
    """One talent-scheduling instance."""

    name: str
    total: int
    hold: int
    script_order: int
    proven: bool
    states: int
    seconds: float


def script_order_board(shoot: Shoot) -> Schedule:
    """Days filled in script order by pages and hours alone: what happens when nobody thinks."""
    board = Board(compile_shoot(shoot, slots=2 * len(shoot.strips)))
    script_order(board)
    board.choose_kinds()
    return to_schedule(board, 0, 0, ())


def by_location_board(shoot: Shoot) -> Schedule:
    """Days filled place after place, the largest first: what a first assistant director begins with."""
    board = Board(compile_shoot(shoot, slots=2 * len(shoot.strips)))
    size: dict[int, int] = {}
    for item in board.items:
        size[item.bases[0]] = size.get(item.bases[0], 0) + item.eighths
    order = sorted(range(len(board.items)), key=lambda at: (board.items[at].dark > 0, -size[board.items[at].bases[0]],
                                                            board.items[at].bases, at))  # fmt: skip
    s = 0
    for at in order:
        item, load = board.items[at], board.load[s]
        if load.eighths + item.eighths > board.max_eighths or load.minutes + item.minutes > board.max_minutes:
            s += 1
        board.put(at, s)
    board.choose_kinds()
    return to_schedule(board, 0, 0, ())


def days_reordered_board(shoot: Shoot, steps: int = 600_000) -> Schedule:
    """The script-order board with only its days in another order, by annealing: no rules, no strip moves."""
    inst = compile_shoot(shoot, slots=2 * len(shoot.strips))
    board = Board(inst)
    script_order(board)
    days = [s for s in range(board.slots) if board.load[s].items]
    masks = [sum(1 << a for a in board.load[s].cast) for s in days]
    order, rng = list(range(len(days))), random.Random(1)
    held = _held(order, masks, len(inst.members))
    heat = 12.0
    for _ in range(steps // 20):
        heat *= 0.9998
        i, j = rng.randrange(len(order)), rng.randrange(len(order))
        order[i], order[j] = order[j], order[i]
        now = _held(order, masks, len(inst.members))
        if now <= held - heat * math.log(1 - rng.random()):
            held = now
        else:
            order[i], order[j] = order[j], order[i]
    where = list(board.where)
    place = {days[old]: days[new] for new, old in enumerate(order)}
    board.restore([place[s] for s in where])
    return to_schedule(board, 0, 0, ())


def _held(order: list[int], masks: list[int], members: int) -> int:
    total = 0
    for a in range(members):
        at = [n for n, d in enumerate(order) if masks[d] >> a & 1]
        total += at[-1] - at[0] + 1 - len(at) if at else 0
    return total


def boards(budget: float = 60.0, seed: int = 1, shoot: Shoot | None = None) -> list[BoardFigures]:
    """Return the peers, the first board and the one that the budget gives, in this order."""
    made = shoot or feature()
    ways: list[tuple[str, Callable[[], Schedule]]] = [
        ("script order", lambda: script_order_board(made)),
        ("by location", lambda: by_location_board(made)),
        ("script order, days re-ordered", lambda: days_reordered_board(made)),
        ("ours, first board", lambda: solve(made, budget=0, seed=seed)),
        (f"ours, budget {budget:g}", lambda: solve(made, budget=budget, seed=seed)),
    ]
    out = []
    for name, way in ways:
        start = time.perf_counter()
        board = way()
        took = time.perf_counter() - start
        out.append(BoardFigures(name, board.figures or figures(board), len(violations(board)), took))
    return out


def talent(folder: Path) -> list[TalentFigures]:
    """Return the public talent-scheduling instances of a folder, solved to the proven optimum."""
    out = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text())
        pay, days, presence = data["cost_per_day"], data["scene_days"], data["presence"]
        cast = [sum(1 << a for a, row in enumerate(presence) if row[s]) for s in range(len(days))]
        start = time.perf_counter()
        found = solve_talent(pay, days, cast)
        took = time.perf_counter() - start
        right = found.optimal and found.total == data["optimum_total_pay"]
        out.append(TalentFigures(path.stem, found.total, found.hold, cost_of(range(len(days)), pay, days, cast), right,
                                 found.states, took))  # fmt: skip
    return out


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--talent", type=Path, default=ROOT.parent / "shared/data/script/talent-scheduling")
    options = parser.parse_args()
    print("| board of 173 strips | days | hold days | moves | cost | proven bound | gap | broken rules | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for each in boards(options.budget, options.seed):
        f = each.figures
        proof = f"{f.days_bound} days, {f.cost_bound} | {f.gap:.1%}" if f.cost_bound else "- | -"
        print(f"| {each.name} | {f.days} | {f.hold_days} | {f.moves} | {f.cost} | {proof} | {each.broken} "
              f"| {each.seconds:.1f} |")  # fmt: skip
    print("\n| talent scheduling | total | hold | script order | optimum proven | states | seconds |")
    print("|---|---|---|---|---|---|---|")
    for each in talent(options.talent):
        print(f"| {each.name} | {each.total} | {each.hold} | {each.script_order} | {'yes' if each.proven else 'NO'} "
              f"| {each.states} | {each.seconds:.2f} |")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

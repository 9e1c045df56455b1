"""How good the schedule is: a board of a feature's size made by rule, and exact talent scheduling.

The board has the proportions of a real one: 173 strips, 177 pages, 59 cast with the lead in 60 % of the scenes and a
long tail, 35 locations. No name or number of a real production is in it.
"""

from __future__ import annotations

import random
from datetime import date

from secondunit.core.schedule import BoardElement, Calendar, Light, Place, Rules, Shoot, Strip

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

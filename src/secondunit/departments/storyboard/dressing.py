"""What a shot adds to its set: props in hand or in close-up, a monster, a crowd, and the light of the hour."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from secondunit.core.script import Character, Scene
from secondunit.departments.storyboard import language
from secondunit.scene.framing import add, ahead
from secondunit.scene.layout import Figure, Light, Mark, Placement, SetPlan, Vec3

# script word -> (kit piece, parameters)
PROPS: tuple[tuple[str, str, dict[str, str | bool]], ...] = (
    (r"photo\w*|picture|polaroid|snapshot", "photo", {}),
    (r"envelope", "letter", {"style": "envelope"}),
    (r"map|chart", "letter", {"style": "map"}),
    (
        r"letter\w*|note|paper|contract|receipt|list|ticket|postcard|page|card|drawing|blueprint|newspaper|poster"
        r"|passport|badge|label",
        "letter",
        {"style": "sheet"},
    ),
    (r"book|notebook|diary|bible|journal|ledger", "book", {"style": "open"}),
    (r"keys?", "key", {}),
    (r"telephone|receiver", "phone", {"style": "desk"}),
    (r"phone|mobile|cellphone", "phone", {"style": "mobile"}),
    (r"gun|pistol|revolver|rifle", "gun", {}),
    (r"knife|blade|dagger|sword|scalpel", "knife", {}),
    (r"locket|necklace|medal|pendant|ring|bracelet|compass|watch|coin\w*", "locket", {}),
    (r"ropes?(?: end)?", "rope", {"style": "end"}),
    (r"whistle", "whistle", {}),
    (r"tin|box", "tin", {}),
    (r"bottle", "bottle", {}),
    (r"glass|drink", "glass", {"style": "pint"}),
    (r"mug", "cup", {"style": "mug"}),
    (r"cup|tea|coffee", "cup", {"style": "teacup"}),
    (r"plate", "plate", {}),
    (r"suitcase|briefcase", "bag", {"style": "suitcase"}),
    (r"bag|backpack|handbag|wallet", "bag", {"style": "bag"}),
    (r"flashlight|torch", "flashlight", {}),
    (r"candle|match\w*|lighter", "candle", {}),
    (r"radio", "radio", {}),
    (r"pen|pencil", "pen", {}),
    (r"shoe|boot", "shoe", {}),
    (r"clock", "clock", {}),
    (r"computer|laptop|screen", "computer", {}),
    (r"television|tv|monitor", "tv", {}),
)
_TABLE = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), piece, params) for words, piece, params in PROPS]
_MONSTER_PEOPLE = re.compile(
    r"\b(?:monster|creature|beast|dragon|demon|giant|kaiju|leviathan|ogre|troll|golem|as tall as a"
    r" (?:house|tree|tower))\b",
    re.IGNORECASE,
)
_FEW = re.compile(r"\b(?:empty|deserted|alone|nobody|no one)\b", re.IGNORECASE)


def prop_piece(word: str) -> tuple[str, dict[str, str | bool]] | None:
    """Return the kit piece for a script word; the last word that fits decides ("rope end" is a rope)."""
    best: tuple[int, str, dict[str, str | bool]] | None = None
    for pattern, piece, params in _TABLE:
        for hit in pattern.finditer(word):
            if best is None or hit.end() > best[0]:
                best = (hit.end(), piece, params)
    return (best[1], dict(best[2])) if best else None


def find_prop(plan: SetPlan, word: str) -> Placement | None:
    """Return the placement in the set that a script word means."""
    names = {p.name: p for p in plan.placements}
    low = word.lower()
    for key, name in plan.props.items():
        if name in names and re.search(rf"\b{re.escape(key.lower())}\b", low):
            return names[name]
    for placement in plan.placements:
        if placement.piece.replace("_", " ") in low.split() or (placement.piece in low and len(placement.piece) > 3):
            return placement
    return None


def is_monster(person: Character) -> bool:
    """Say whether a character is no human body: then a creature stands in for it."""
    return bool(_MONSTER_PEOPLE.search(f"{person.name} {person.description}"))


def light_for(scene: Scene, plan: SetPlan) -> Light:
    """Return the set's light at the scene's time of day."""
    time = (scene.time or scene.heading).upper()
    interior = plan.interior and not plan.kind.startswith("car")
    if any(w in time for w in ("NIGHT", "EVENING", "MIDNIGHT")):
        mood = "interior-night" if interior else "night"
    elif any(w in time for w in ("DAWN", "DUSK", "SUNSET", "SUNRISE", "MAGIC")):
        mood = "interior" if interior else "dusk"
    elif time and any(w in time for w in ("DAY", "MORNING", "AFTERNOON", "NOON")):
        mood = "interior" if interior else "day"
    else:
        mood = plan.light.mood
    return Light(mood, plan.light.direction, plan.light.practicals)


def crowd_size(scene: Scene, text: str, plan: SetPlan) -> int:
    """Return how many extras the scene's words ask for."""
    if _FEW.search(text) and not re.search(r"\bpacked\b|\bcrowd", text, re.IGNORECASE):
        return 0
    hits = len(language.CROWD.findall(text))
    hits += sum(language.is_group(word) for word in re.findall(r"\b[A-Z]{3,}\b", text))  # PATRONS, SOLDIERS
    if hits == 0:
        return 0
    strong = re.search(r"\b(?:packed|crowd\w*|three deep|hundreds|mob|full|heaving|dozens)\b", text, re.IGNORECASE)
    return 14 if strong else 8 if hits >= 2 else 5


def crowd(
    count: int,
    plan: SetPlan,
    taken: Sequence[Vec3],
    seed: int,
    focus: Vec3,
    keep_clear: Sequence[tuple[Vec3, Vec3]],
    free: Sequence[Vec3],
) -> list[Figure]:
    """Place extras on free marks, then on free floor, out of the sight lines in `keep_clear`."""
    rng = random.Random(f"crowd:{plan.location}:{seed}")  # noqa: S311 - variety, no secret
    spots: list[tuple[Vec3, float, str, float]] = []
    for mark in plan.marks:
        if mark.pose not in ("drive", "lie"):
            spots.append((mark.position, mark.heading, mark.pose, mark.seat_height))
    rng.shuffle(spots)
    spots += [(p, rng.uniform(0, 360), "stand", 0.0) for p in free]
    out: list[Figure] = []
    held = list(taken)
    for position, heading, pose, seat in spots:
        if len(out) >= count:
            break
        if any(_flat(position, t) < 0.62 for t in held) or any(
            _near_line(position, a, b) < 0.45 for a, b in keep_clear
        ):
            continue
        held.append(position)
        man = rng.random()
        body = {
            "gender": man,
            "age": rng.uniform(0.55, 0.95),
            "height": rng.uniform(0.35, 0.7),
            "weight": rng.uniform(0.35, 0.75),
            "muscle": rng.uniform(0.4, 0.6),
            "proportions": 0.5,
        }
        body = {k: round(v, 3) for k, v in body.items()}
        params: dict[str, float | str | bool] = {"seed": float(rng.randrange(10_000))}
        if pose == "sit":
            params["seat_height"] = seat
        elif pose not in ("serve", "lean"):
            pose = rng.choice(("stand", "talk", "listen", "hold"))
        else:
            pose = "stand" if pose == "serve" else pose
        out.append(
            Figure(
                f"extra_{len(out) + 1:02d}",
                "",
                body,
                _clothes(rng, man),
                pose,
                position,
                round(heading, 1),
                params,
                extra=True,
            )
        )
    return out


def _clothes(rng: random.Random, man: float) -> dict[str, str]:
    tops = ("shirt", "jumper", "t-shirt", "jacket")
    bottoms = ("trousers", "jeans") if man > 0.5 else ("trousers", "jeans", "skirt")
    hair = ("short", "bald", "short") if man > 0.5 else ("long", "bob", "bun", "ponytail")
    return {"top": rng.choice(tops), "bottom": rng.choice(bottoms), "shoes": "shoes", "hair": rng.choice(hair)}


def _flat(a: Vec3, b: Vec3) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _near_line(p: Vec3, a: Vec3, b: Vec3) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = dx * dx + dy * dy
    t = 0.0 if size < 1e-9 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / size))
    return float(((p[0] - a[0] - t * dx) ** 2 + (p[1] - a[1] - t * dy) ** 2) ** 0.5)


def monster_spot(plan: SetPlan, people: Sequence[Mark], distance: float) -> tuple[Vec3, float]:
    """Return where the creature stands: in front of the people, facing them."""
    if not people:
        low, high = plan.bounds
        return ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]), 180.0
    centre = (
        sum(m.position[0] for m in people) / len(people),
        sum(m.position[1] for m in people) / len(people),
        people[0].position[2],
    )
    heading = people[0].heading
    return add(centre, ahead(heading, distance)), (heading + 180.0) % 360.0

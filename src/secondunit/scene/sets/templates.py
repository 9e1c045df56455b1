"""Set templates and lexicon: read from TOML, checked once, chosen by slug line and action words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from secondunit.scene import kit
from secondunit.scene.layout import Param

RELATIONS = {  # relation -> least and most further words
    "centre": (0, 0),
    "xy": (2, 3),
    "wall": (1, 2),
    "corner": (0, 0),
    "around": (1, 1),
    "front": (1, 2),
    "behind": (1, 2),
    "beside": (1, 1),
    "on": (1, 1),
    "above": (2, 2),
    "hang": (2, 3),
    "row": (5, 5),
    "scatter": (2, 2),
    "edge": (1, 2),
}
PARENTED = ("around", "front", "behind", "beside", "on", "above")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a template: a piece, how many, and the relation that places it."""

    piece: str
    name: str
    at: tuple[str, ...]
    count: int = 1
    params: Mapping[str, Param] = field(default_factory=dict)
    must: bool = False
    scale: float = 1.0
    z: float = 0.0
    vary: tuple[str, ...] = ()
    along: bool = False  # its long side lies along the wall
    span: str = ""

    @property
    def parent(self) -> str:
        """The item it relates to, or an empty string."""
        return self.at[1] if self.at[0] in PARENTED else ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A door or window in a wall of a room, `u` metres from the wall's middle along +X or +Y."""

    side: str
    u: float
    width: float
    sill: float
    head: float
    piece: str
    params: Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of set as data."""

    kind: str
    words: tuple[str, ...]
    cues: tuple[str, ...]
    needs: bool
    setting: str
    size: tuple[float, float, float]
    room: bool  # has walls
    vehicle: bool  # the cast stays in or round one vehicle
    pieces: tuple[Item, ...]
    openings: tuple[Opening, ...]
    marks: tuple[str, ...]
    hero: str
    crowd: tuple[int, int]
    bounds: tuple[float, float, float, float] | None
    wild: str


@dataclass(frozen=True, slots=True)
class Noun:
    """Words of the action that put a piece on the set."""

    words: tuple[str, ...]
    piece: str
    params: Mapping[str, Param]
    where: str
    cues: tuple[str, ...]
    outdoor: bool
    outdoor_params: Mapping[str, Param]


def _item(row: Mapping[str, Any]) -> Item:
    at = tuple(str(row["at"]).split())
    least, most = RELATIONS[at[0]]
    if not least <= len(at) - 1 <= most:
        raise ValueError(f"relation {row['at']!r} has the wrong number of words")
    kit.piece(row["piece"]).values(row.get("params", {}))
    return Item(
        row["piece"],
        row.get("name", row["piece"]),
        at,
        int(row.get("count", 1)),
        dict(row.get("params", {})),
        bool(row.get("must", False)),
        float(row.get("scale", 1.0)),
        float(row.get("z", 0.0)),
        tuple(str(row.get("vary", "")).split()),
        bool(row.get("along", False)),
    )


def _opening(row: Mapping[str, Any]) -> Opening:
    if "door" in row:
        width, tall = float(row.get("width", 0.95)), float(row.get("tall", 2.05))
        params: dict[str, Param] = {
            "width": width,
            "height": tall,
            "style": row["door"],
            "open": float(row.get("open", 0.0)),
        }
        return Opening(row["side"], float(row["u"]), width, 0.0, tall, "door", params)
    width, height, sill = float(row["width"]), float(row["height"]), float(row["sill"])
    params = {
        "width": width,
        "height": height,
        "sill": sill,
        "dressing": row.get("dressing", "none"),
        "columns": float(row.get("columns", 2)),
        "rows": float(row.get("rows", 2)),
    }
    return Opening(row["side"], float(row["u"]), width, sill, sill + height, "window", params)


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """Return all templates by kind."""
    data = tomllib.loads(files(__package__).joinpath("templates.toml").read_text("utf-8"))
    out: dict[str, Template] = {}
    for kind, row in data.items():
        low, high = row.get("crowd", (0, 0))
        size, bounds = row["size"], row.get("bounds")
        out[kind] = Template(
            kind,
            tuple(row["words"]),
            tuple(row.get("cues", ())),
            bool(row.get("needs", False)),
            row["setting"],
            (float(size[0]), float(size[1]), float(size[2])),
            row["setting"] != "EXT" and not row.get("exterior", False),
            bool(row.get("vehicle", False)),
            tuple(_item(p) for p in row["pieces"]),
            tuple(_opening(o) for o in row.get("openings", ())),
            tuple(row["marks"]),
            row["hero"],
            (int(low), int(high)),
            (bounds[0], bounds[1], bounds[2], bounds[3]) if bounds else None,
            row.get("open_sides", ""),
        )
    return out


@lru_cache(maxsize=1)
def nouns() -> tuple[Noun, ...]:
    """Return the lexicon in its order: the first entry that fits a word wins."""
    data = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    out = []
    for row in data["entry"]:
        kit.piece(row["piece"]).values(row.get("params", {}))
        out.append(
            Noun(
                tuple(row["words"]),
                row["piece"],
                dict(row.get("params", {})),
                row["where"],
                tuple(row.get("cues", ())),
                bool(row.get("outdoor", False)),
                dict(row.get("outdoor_params", {})),
            )
        )
    return tuple(out)


@lru_cache(maxsize=4096)
def pattern(word: str) -> re.Pattern[str]:
    """Return a pattern that finds a word or phrase as whole words, any case."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)


def choose(name: str, setting: str, texts: Sequence[str]) -> Template:
    """Return the template for a place: by its name, else by what happens there, else a neutral one."""
    outside = "EXT" in setting.upper()
    inside = "INT" in setting.upper() or not outside
    action = "\n".join(texts)
    best: tuple[float, Template] | None = None
    for template in templates().values():
        if (template.setting == "INT" and not inside) or (template.setting == "EXT" and not outside):
            continue
        found = [m.end() + 4 * len(w) for w in template.words if (m := pattern(w).search(name))]
        cue = sum(1 for c in template.cues if pattern(c).search(action) or pattern(c).search(name))
        if template.needs and not cue:
            continue
        score = 100.0 * bool(found) + max(found, default=0) + 12.0 * min(cue, 3)
        if "INT" in setting.upper() and outside and template.room:
            score -= 5.0
        if score > 0 and (best is None or score > best[0]):
            best = (score, template)
    if best is not None and best[0] >= 20.0:
        return best[1]
    return templates()["exterior" if outside else "interior"]

"""The weighing of signs: which department brings what a noun phrase names, and what a sentence calls for.

Log-linear models (maximum entropy: Berger, Della Pietra and Della Pietra, Computational Linguistics 22, 1996). Their
weights stand in `data/things.txt` and `data/events.txt` in hundredths, one sign a line; `tools/fit_tags.py` fits them
to the gold scenes that rules may be written against.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import exp

from secondunit.core.tags import Category

DEPARTMENTS = (
    None, Category.PROPS, Category.DRESSING, Category.WARDROBE, Category.VEHICLES, Category.ANIMALS,
)  # fmt: skip
EVENTS = (Category.STUNTS, Category.VFX)  # each is there or not, whatever the other is
Table = dict[str, tuple[int, ...]]


def read_table(text: str) -> Table:
    """Return the weights of each sign, one for each department or event; lines that start with `#` are remarks."""
    out = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, *weights = line.split()
            out[name] = tuple(map(int, weights))
    return out


@cache
def table() -> Table:
    """Return the fitted weights of things."""
    return _read("things.txt")


@cache
def event_table() -> Table:
    """Return the fitted weights of events."""
    return _read("events.txt")


def _read(name: str) -> Table:
    path = files("secondunit.departments.script").joinpath("data", name)
    return read_table(path.read_text(encoding="ascii"))


def shares(signs: Sequence[str], weights: Table) -> list[float]:
    """Return how likely each of `DEPARTMENTS` is; they add up to 1."""
    for sign in signs:
        if sign.startswith("ruled="):
            return [0.9 * (each == sign[6:]) + 0.1 * (each is None) for each in DEPARTMENTS]
    sums = _sums(signs, weights, len(DEPARTMENTS))
    best = max(sums)
    parts = [exp((each - best) / 100) for each in sums]
    whole = sum(parts)
    return [each / whole for each in parts]


def chances(signs: Sequence[str], weights: Table) -> list[float]:
    """Return how likely each of `EVENTS` is, each for itself."""
    sums = _sums(signs, weights, len(EVENTS))
    return [1 / (1 + exp(-max(-3000, each) / 100)) for each in sums]


def _sums(signs: Sequence[str], weights: Table, columns: int) -> list[int]:
    """Return the sum of the weights in each column."""
    rows = [weights[sign] for sign in signs if sign in weights]
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * columns

"""Checks that every character of a script's staged text is covered by exactly one shot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondunit.core.script import Script
from secondunit.core.shots import Cover, Shot
from secondunit.departments.storyboard.units import COVERED


@dataclass(frozen=True, slots=True)
class Problem:
    """A piece of text covered by no shot ("gap"), by several ("overlap"), or a cover that points nowhere."""

    kind: str  # "gap", "overlap" or "outside"
    cover: Cover
    shots: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        who = f" by {', '.join(self.shots)}" if self.shots else ""
        what = {"gap": "no shot covers", "overlap": "covered twice", "outside": "points outside the script"}[self.kind]
        return f"{what}{who}: element {self.cover.element} [{self.cover.start}:{self.cover.end}] {self.text[:60]!r}"


def check(script: Script, shots: Iterable[Shot], elements: Sequence[int] | None = None) -> list[Problem]:
    """Return all problems; an empty list means complete and disjoint. `elements` limits the text checked."""
    claims: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    problems: list[Problem] = []
    count = len(script.elements)
    for shot in shots:
        for cover in shot.covers:
            ok = 0 <= cover.element < count and script.elements[cover.element].type in COVERED
            if not ok or not 0 <= cover.start < cover.end <= len(script.elements[cover.element].text):
                problems.append(Problem("outside", cover, (shot.id,), ""))
                continue
            claims[cover.element].append((cover.start, cover.end, shot.id))
    wanted = range(count) if elements is None else elements
    for index in wanted:
        element = script.elements[index]
        if element.type not in COVERED:
            continue
        reached, owner = 0, ""
        for start, end, shot_id in sorted(claims.get(index, [])):
            if start > reached:
                problems.append(_problem("gap", script, index, reached, start))
            elif start < reached:
                problems.append(_problem("overlap", script, index, start, min(end, reached), owner, shot_id))
            if end > reached:
                reached, owner = end, shot_id
        if reached < len(element.text):
            problems.append(_problem("gap", script, index, reached, len(element.text)))
    return problems


def _problem(kind: str, script: Script, index: int, start: int, end: int, *shots: str) -> Problem:
    return Problem(kind, Cover(index, start, end), shots, script.elements[index].text[start:end])


def settle(universe: Mapping[str, Sequence[Cover]], shots: Sequence[Shot], first: Iterable[str] = ()) -> list[Shot]:
    """Make covers disjoint and complete again after edits.

    `universe` is the text to cover of each scene in reading order. Shots named in `first` keep their ranges
    against others; then earlier shots do. A gap goes to the shot of the scene that covers the text before
    it, at the start of a scene to the shot after it.
    """
    everything = [c for covers in universe.values() for c in covers]
    whole = {c.element: (c.start, c.end) for c in everything}
    order = {c.element: i for i, c in enumerate(everything)}
    favoured = set(first)
    taken: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # element -> (start, end, shot)
    ranked = sorted(range(len(shots)), key=lambda i: (shots[i].id not in favoured, i))
    for i in ranked:
        for cover in shots[i].covers:
            if cover.element not in whole:
                continue
            low, high = whole[cover.element]
            for start, end in _free(taken[cover.element], max(low, cover.start), min(high, cover.end)):
                taken[cover.element].append((start, end, i))
    home: dict[str, int] = {}
    for i, shot in enumerate(shots):
        home.setdefault(shot.scene, i)
    fallback = 0
    for scene, covers in universe.items():
        fallback = home.get(scene, fallback)
        if shots:
            _fill(covers, taken, fallback)
    mine: dict[int, list[Cover]] = defaultdict(list)
    for element in sorted(taken, key=lambda e: order[e]):
        for start, end, i in sorted(taken[element]):
            last = mine[i][-1] if mine[i] else None
            if last and last.element == element and last.end == start:
                mine[i][-1] = Cover(element, last.start, end)
            else:
                mine[i].append(Cover(element, start, end))
    return [replace(shot, covers=tuple(mine[i])) for i, shot in enumerate(shots)]


def _free(taken: list[tuple[int, int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of [start, end) that nobody has taken."""
    out: list[tuple[int, int]] = []
    for low, high, _ in sorted(taken):
        if high <= start or low >= end:
            continue
        if low > start:
            out.append((start, low))
        start = max(start, high)
    if start < end:
        out.append((start, end))
    return out


def _fill(universe: Sequence[Cover], taken: dict[int, list[tuple[int, int, int]]], fallback: int) -> None:
    """Give every gap of one scene to a neighbour; a scene without any owner goes to `fallback`."""
    owner: int | None = None
    waiting: list[tuple[int, int, int]] = []
    for cover in universe:
        have = sorted(taken[cover.element])
        for start, end, who in sorted([*have, *((a, b, -1) for a, b in _free(have, cover.start, cover.end))]):
            if who >= 0:
                owner = who
                for element, a, b in waiting:
                    taken[element].append((a, b, who))
                waiting.clear()
            elif owner is None:
                waiting.append((cover.element, start, end))
            else:
                taken[cover.element].append((start, end, owner))
    for element, a, b in waiting:
        taken[element].append((a, b, fallback))

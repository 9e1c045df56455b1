"""Brings a person's edits of a shot list over to a new proposal: three-way, nothing lost."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from secondunit.core.script import Breakdown, Script
from secondunit.core.shots import Cover, Shot
from secondunit.departments.storyboard.coverage import settle
from secondunit.departments.storyboard.units import all_covered, owned_elements, text_of

_EDITABLE = ("setup", "size", "angle", "move", "lens", "subjects", "foreground", "prop", "duration", "note", "changes")


@dataclass(frozen=True, slots=True)
class Conflict:
    """An edit that could not be carried over as it was. `shot` is the person's shot, kept whole."""

    shot: Shot
    what: str

    def __str__(self) -> str:
        return f"{self.shot.id}: {self.what}"


@dataclass(frozen=True, slots=True)
class Merge:
    """The new list and the edits that a person should look at."""

    shots: tuple[Shot, ...]
    conflicts: tuple[Conflict, ...]


def merge(
    previous: Sequence[Shot],
    edited: Sequence[Shot],
    proposed: Sequence[Shot],
    script: Script,
    breakdown: Breakdown,
) -> Merge:
    """Return `proposed` with the edits that lead from `previous` to `edited`.

    Shots are matched by the words they play, so scenes may have been added or renumbered. Changed values,
    added, deleted and reordered shots survive; where the words under an edited shot have changed, the edit is
    applied to the shot that plays most of them and reported, else it is reported whole. Every text is covered
    once again afterwards.
    """
    before = {s.id: s for s in previous}
    match = _match(previous, proposed)
    conflicts: list[Conflict] = []
    elements = _elements(previous, proposed, match)
    claimed: set[str] = set()  # proposed ids that a person's list places
    order: list[Shot] = []
    favoured: list[str] = []
    near = _nearest(previous, proposed, match)
    edited_ids = {s.id for s in edited}
    for shot in edited:
        old = before.get(shot.id)
        if old is None:
            made = _added(shot, elements, order, proposed, conflicts)
            order.append(made)
            if made.covers:
                favoured.append(made.id)
            continue
        delta = {f: getattr(shot, f) for f in _EDITABLE if not _same(getattr(shot, f), getattr(old, f))}
        recovered = set(shot.covers) != set(old.covers)
        target = match.get(shot.id)
        if target is None:
            if not delta and not recovered:
                continue  # the words are gone and nobody had touched the shot
            twin = near.get(shot.id)
            if twin is None or twin.id in claimed:
                conflicts.append(Conflict(shot, "its words are no longer in the script; the edited shot is kept aside"))
                continue
            conflicts.append(Conflict(shot, f"its words have changed; your values are now on {twin.id}"))
            target = twin
        if target.id in claimed:
            conflicts.append(Conflict(shot, f"another edited shot already plays these words ({target.id})"))
            continue
        claimed.add(target.id)
        result = target
        if delta:
            result = replace(target, **delta, origin="user")
        if recovered:
            moved = [_translate(c, elements) for c in shot.covers]
            if all(moved):
                result = replace(result, covers=tuple(c for c in moved if c), origin="user")
                favoured.append(result.id)
            else:
                conflicts.append(Conflict(shot, "part of the words that you gave it have changed"))
        order.append(result)
    deleted = {match[p.id].id for p in previous if p.id not in edited_ids and p.id in match}
    for old in previous:
        if old.id not in edited_ids and old.id not in match and old.id in near and near[old.id].id not in claimed:
            conflicts.append(Conflict(old, "you deleted it, but its words have changed: look at the new shot"))
    order = _insert(order, proposed, claimed, deleted)
    order = _unique(order)
    universe = _universe(script, breakdown)
    settled = settle(universe, order, favoured)
    shots = []
    for shot, was in zip(settled, order, strict=True):
        if shot.covers:
            action, dialogue = text_of(script, shot.covers)
            shot = replace(shot, action=action, dialogue=dialogue)
        elif was.covers and was.origin != "user":
            continue  # a proposed shot whose words others have taken
        shots.append(shot)
    return Merge(tuple(shots), tuple(conflicts))


def _same(a: object, b: object) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) < 1e-6
    return a == b


def key(shot: Shot) -> str:
    """Return the words that a shot plays, for matching; set-up and ids do not count."""
    words = shot.action + " | " + " | ".join(f"{who}: {said}" for who, said in shot.dialogue)
    return re.sub(r"\s+", " ", words).strip(" |").lower() or f"(empty {shot.scene})"


def _match(previous: Sequence[Shot], proposed: Sequence[Shot]) -> dict[str, Shot]:
    """Return for each previous id the proposed shot with the same words, in order."""
    a, b = [key(s) for s in previous], [key(s) for s in proposed]
    out: dict[str, Shot] = {}
    taken: set[int] = set()
    for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            out[previous[block.a + k].id] = proposed[block.b + k]
            taken.add(block.b + k)
    spare: dict[str, list[int]] = {}
    for j, words in enumerate(b):
        if j not in taken:
            spare.setdefault(words, []).append(j)
    for i, words in enumerate(a):  # scenes that moved as a whole
        if previous[i].id not in out and spare.get(words) and not words.startswith("(empty"):
            out[previous[i].id] = proposed[spare[words].pop(0)]
    return out


def _nearest(previous: Sequence[Shot], proposed: Sequence[Shot], match: dict[str, Shot]) -> dict[str, Shot]:
    """Return for unmatched previous shots the unmatched proposed one between the same neighbours, if alike."""
    place = {s.id: i for i, s in enumerate(proposed)}
    matched = {s.id for s in match.values()}
    out: dict[str, Shot] = {}
    taken: set[str] = set()
    low = 0
    for i, shot in enumerate(previous):
        if shot.id in match:
            low = place[match[shot.id].id] + 1
            continue
        high = next((place[match[s.id].id] for s in previous[i + 1 :] if s.id in match), len(proposed))
        best: tuple[float, Shot] | None = None
        for other in proposed[low:high][:40]:
            if other.id in matched or other.id in taken:
                continue
            alike = difflib.SequenceMatcher(None, key(shot), key(other), autojunk=False).ratio()
            if alike > 0.45 and (best is None or alike > best[0]):
                best = (alike, other)
        if best:
            out[shot.id] = best[1]
            taken.add(best[1].id)
    return out


def _elements(previous: Sequence[Shot], proposed: Sequence[Shot], match: dict[str, Shot]) -> dict[int, int]:
    """Return old element index -> new one, from shots that play the same words."""
    out: dict[int, int] = {}
    for shot in previous:
        other = match.get(shot.id)
        if other and [(c.start, c.end) for c in shot.covers] == [(c.start, c.end) for c in other.covers]:
            for a, b in zip(shot.covers, other.covers, strict=True):
                out.setdefault(a.element, b.element)
    return out


def _translate(cover: Cover, elements: dict[int, int]) -> Cover | None:
    place = elements.get(cover.element)
    return None if place is None else Cover(place, cover.start, cover.end)


def _added(
    shot: Shot,
    elements: dict[int, int],
    order: Sequence[Shot],
    proposed: Sequence[Shot],
    conflicts: list[Conflict],
) -> Shot:
    """Return a person's own shot for the new list: its scene follows the shot before it."""
    moved = [_translate(c, elements) for c in shot.covers]
    covers = tuple(c for c in moved if c)
    if len(covers) != len(shot.covers):
        conflicts.append(Conflict(shot, "part of the words that you gave it have changed"))
    scene = shot.scene
    if order and scene not in {s.scene for s in proposed}:
        scene = order[-1].scene
        conflicts.append(Conflict(shot, f"its scene is gone; it now stands in {scene}"))
    return replace(shot, scene=scene, covers=covers, origin="user")


def _insert(order: list[Shot], proposed: Sequence[Shot], claimed: set[str], deleted: set[str]) -> list[Shot]:
    """Put proposed shots that no edit placed after the ones they follow in the proposal."""
    out = list(order)
    last: str | None = None
    for shot in proposed:
        if shot.id in claimed:
            last = shot.id
            continue
        if shot.id in deleted:
            continue
        spot = next((i for i, s in enumerate(out) if s.id == last), None) if last else -1
        if spot is None:
            spot = len(out) - 1
        # a person's own shots behind the neighbour stay with it
        spot += 1
        while spot < len(out) and last is not None and out[spot].id not in claimed and out[spot].origin == "user":
            spot += 1
        out.insert(spot, shot)
        claimed.add(shot.id)
        last = shot.id
    return out


def _unique(shots: list[Shot]) -> list[Shot]:
    """Give a person's own shots another id where the new proposal uses theirs."""
    seen: set[str] = set()
    out: list[Shot] = []
    names = {s.id for s in shots}
    for shot in shots:
        name = shot.id
        count = 1
        while name in seen:
            name = f"{shot.id}_{count}"
            count += 1
            if name in names:
                continue
        seen.add(name)
        out.append(shot if name == shot.id else replace(shot, id=name))
    return out


def _universe(script: Script, breakdown: Breakdown) -> dict[str, list[Cover]]:
    owned = owned_elements(script, breakdown)
    everything = {c.element: c for c in all_covered(script, breakdown)}
    return {scene: [everything[i] for i in indices if i in everything] for scene, indices in owned.items()}


__all__ = ["Conflict", "Merge", "key", "merge"]

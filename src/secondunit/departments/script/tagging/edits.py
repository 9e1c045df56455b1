"""People decide: tags of several origins merged, and edits by named persons applied to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from secondunit.core.errors import InputError
from secondunit.core.tags import Category, Evidence, Tag

ACTIONS = ("add", "remove", "rename", "move", "quantity", "note")
RANK = {"person": 0, "writer": 1, "rules": 2, "model": 3}  # who wins over whom
_VALUES = frozenset(each.value for each in Category)
_MOST = 100_000  # people or things in one scene
_LONGEST = 200  # characters of a name or note
_Key: TypeAlias = tuple[str, Category, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision on one tag. `value` is the new name (rename), category (move), number (quantity) or note.

    For `add`, `value` may give a note and `quantity` the number. Raises InputError on construction where a part
    is missing or makes no sense, so a stored edit is always one that can be read.
    """

    scene: str  # Scene.id
    category: Category
    name: str
    action: str
    by: str  # the person
    value: str = ""
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise InputError(f"unknown edit {self.action!r}", hint=f"use one of: {', '.join(ACTIONS)}")
        for what, text in (("person", self.by), ("scene", self.scene), ("name", self.name)):
            if not text.strip():
                raise InputError(f"an edit of the breakdown names no {what}", hint=f"give the {what}")
        if any(len(text) > _LONGEST for text in (self.name, self.value, self.by)):
            raise InputError(f"an edit holds more than {_LONGEST} characters", hint="shorten the name or note")
        if self.action == "rename" and not self.value.strip():
            raise InputError(f"no new name for {self.name!r}", hint="give the new name as value")
        if self.action == "move" and self.value not in _VALUES:
            raise InputError(f"unknown category {self.value!r}", hint=f"use one of: {', '.join(Category)}")
        if self.action == "quantity" and not (self.value.isascii() and self.value.isdigit()):
            raise InputError(f"{self.value!r} is no number", hint="give a whole number from 1")
        if not 1 <= (int(self.value) if self.action == "quantity" else self.quantity) <= _MOST:
            raise InputError("a quantity out of range", hint=f"give a whole number from 1 to {_MOST}")

    def to_json(self) -> dict[str, object]:
        """Return the edit as plain data."""
        return {
            "scene": self.scene, "category": self.category.value, "name": self.name, "action": self.action,
            "by": self.by, "value": self.value, "quantity": self.quantity,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: object) -> Edit:
        """Read an edit from plain data. Raises InputError where it is malformed."""
        if not isinstance(data, Mapping):
            raise InputError("an edit of the breakdown is no object", hint="write scene, category, name, action and by")
        texts = {}
        for key in ("scene", "category", "name", "action", "by", "value"):
            texts[key] = data.get(key, "")
            if not isinstance(texts[key], str):
                raise InputError(f"{key!r} of an edit is no text", hint="write it in quotes")
        quantity = data.get("quantity", 1)
        if not isinstance(quantity, int) or isinstance(quantity, bool):
            raise InputError("'quantity' of an edit is no whole number", hint="write it without quotes")
        if texts["category"] not in _VALUES:
            raise InputError(f"unknown category {texts['category']!r}", hint=f"use one of: {', '.join(Category)}")
        return cls(
            texts["scene"], Category(texts["category"]), texts["name"], texts["action"], texts["by"], texts["value"],
            quantity,
        )  # fmt: skip


class Unplaced(NamedTuple):
    """An edit that found nothing to change, and why. It stays in the record."""

    edit: Edit
    reason: str


def apply_edits(tags: Iterable[Tag], edits: Sequence[Edit]) -> tuple[Tag, ...]:
    """Return the tags in force: origins merged, then every edit in its order.

    A changed or added tag has the origin "person" and confidence 1. Edits that find nothing change nothing;
    `unplaced_edits` lists them.
    """
    return _apply(tags, edits, None)[0]


def unplaced_edits(tags: Iterable[Tag], edits: Sequence[Edit], scenes: Collection[str]) -> tuple[Unplaced, ...]:
    """Return the edits that found no scene or no tag, in order; `scenes` are the ids of the breakdown."""
    return _apply(tags, edits, scenes)[1]


def merge(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Return one tag for each scene, category and name: person before writer, writer before rules, rules before model.

    A weaker tag of another category that rests only on words which a person or writer has tagged is dropped: those
    words are decided. Order is kept.
    """
    found: dict[_Key, Tag] = {}
    for tag in tags:
        key = _key(tag.scene, tag.category, tag.name)
        found[key] = _both(found[key], tag) if key in found else tag
    decided: dict[tuple[str, int], list[Tag]] = {}
    for tag in found.values():
        if tag.origin in ("person", "writer"):
            for each in tag.evidence:
                decided.setdefault((tag.scene, each.element), []).append(tag)
    return tuple(tag for tag in found.values() if not _overruled(tag, decided))


def _overruled(tag: Tag, decided: Mapping[tuple[str, int], Sequence[Tag]]) -> bool:
    if tag.origin in ("person", "writer") or not tag.evidence:
        return False
    return all(
        any(
            stronger is not tag and any(_overlap(each, other) for other in stronger.evidence)
            for stronger in decided.get((tag.scene, each.element), ())
        )
        for each in tag.evidence
    )


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.element == other.element and one.start < other.end and other.start < one.end


def _key(scene: str, category: Category, name: str) -> _Key:
    return scene, category, " ".join(name.casefold().split())


def _both(one: Tag, other: Tag) -> Tag:
    """Join two tags of one thing: the stronger origin speaks, the evidence of both stays."""
    strong, weak = (one, other) if RANK.get(one.origin, 2) <= RANK.get(other.origin, 2) else (other, one)
    evidence = tuple(sorted({*strong.evidence, *weak.evidence}, key=lambda each: (each.element, each.start, each.end)))
    quantity = strong.quantity if strong.quantity > 1 or strong.origin == "person" else weak.quantity
    return replace(
        strong, evidence=evidence, quantity=quantity, note=strong.note or weak.note, task=strong.task or weak.task,
        confidence=max(one.confidence, other.confidence),
    )  # fmt: skip


def _apply(
    tags: Iterable[Tag], edits: Sequence[Edit], scenes: Collection[str] | None
) -> tuple[tuple[Tag, ...], tuple[Unplaced, ...]]:
    found = {_key(tag.scene, tag.category, tag.name): tag for tag in merge(tags)}
    lost: list[Unplaced] = []
    for edit in edits:
        key = _key(edit.scene, edit.category, edit.name)
        if scenes is not None and edit.scene not in scenes:
            lost.append(Unplaced(edit, f"there is no scene {edit.scene}"))
        elif edit.action == "add":
            new = Tag(edit.scene, edit.category, edit.name.strip(), (), edit.quantity, "person", edit.value)
            found[key] = _both(new, found[key]) if key in found else new
        elif key not in found:
            lost.append(Unplaced(edit, f"{edit.scene} has no {edit.category.value} {edit.name!r}"))
        elif edit.action == "remove":
            del found[key]
        else:
            found = _changed(found, key, edit)
    return tuple(found.values()), tuple(lost)


def _changed(found: dict[_Key, Tag], key: _Key, edit: Edit) -> dict[_Key, Tag]:
    """Return the tags with one renamed, moved, counted or annotated; it keeps its place unless it meets another."""
    old = replace(found[key], origin="person", confidence=1.0)
    if edit.action == "rename":
        new = replace(old, name=" ".join(edit.value.split()))
    elif edit.action == "move":
        new = replace(old, category=Category(edit.value))
    elif edit.action == "quantity":
        new = replace(old, quantity=int(edit.value))
    else:
        new = replace(old, note=edit.value)
    at = _key(new.scene, new.category, new.name)
    if at != key and at in found:
        new = _both(new, found[at])
    return {
        (at if each == key else each): (new if each == key else tag)
        for each, tag in found.items()
        if each == key or each != at
    }

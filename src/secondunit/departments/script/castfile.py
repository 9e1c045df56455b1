"""The cast as a file that people edit: `boards/cast.toml`, a table per character.

What a person writes there wins over what the description says; a value taken out goes back to the script's.
Characters that left the script stay in the file and do no harm.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import Any

from secondunit.core.errors import InputError
from secondunit.core.script import Breakdown, Character

BODY = {"gender": (0.0, 1.0), "age": (-1 / 3, 1.0), "height": (0.0, 1.0), "weight": (0.0, 1.0),
        "muscle": (0.0, 1.0), "proportions": (0.0, 1.0)}  # fmt: skip
WARDROBE = ("hair", "beard", "hat", "top", "outer", "bottom", "dress", "shoes")
HEAD = """\
# The cast, as the script describes it. Change a value and run the boards again: only that character's shots
# are made anew. Body values run 0 to 1 with 0.5 average (gender 0 female, 1 male; age 0 baby, 0.33 child,
# 0.67 young, 1 old). Clothes are plain words: "oilskin coat", "grey bob", "wool cap".
"""


def dump(found: Breakdown, before: str = "") -> str:
    """Return the file for a breakdown; characters that `before` already has are left as they stand."""
    known = _tables(before) if before else {}
    text = before.rstrip("\n") + "\n" if before else HEAD
    for person in found.characters:
        if person.id not in known:
            text += "\n" + _table(person)
    return text


def apply(found: Breakdown, text: str) -> Breakdown:
    """Return the breakdown with the file's values; InputError names the key that is wrong."""
    tables = _tables(text)
    return replace(found, characters=tuple(
        _changed(person, tables[person.id]) if person.id in tables else person for person in found.characters
    ))  # fmt: skip


def _table(person: Character) -> str:
    lines = [f"[{person.id}]", f"name = {_text(person.name)}"]
    if person.description:
        lines.append(f"# {_text(person.description)}")
    lines += [f"body.{key} = {float(value)}" for key, value in person.body.items()]
    lines += [f"wardrobe.{key} = {_text(value)}" for key, value in person.wardrobe.items()]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps("".join(c if c.isprintable() else " " for c in value), ensure_ascii=False)


def _tables(text: str) -> dict[str, dict[str, Any]]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "mend that line; nothing was lost"
        raise InputError(f"boards/cast.toml cannot be read: {error}", hint=hint) from error
    for name, table in data.items():
        if not isinstance(table, dict):
            raise InputError(f"boards/cast.toml: {name!r} is not a character", hint="a character is a table: [mara]")
    return data


def _changed(person: Character, table: dict[str, Any]) -> Character:
    body, wardrobe = dict(person.body), dict(person.wardrobe)
    for key, value in _part(person.id, table, "body").items():
        if key not in BODY:
            raise InputError(f"boards/cast.toml: {person.id}.body.{key} is unknown", hint="one of " + ", ".join(BODY))
        low, high = BODY[key]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise InputError(f"boards/cast.toml: {person.id}.body.{key} must be {low:.2g} to {high:.2g}, not {value!r}")
        body[key] = float(value)
    for key, value in _part(person.id, table, "wardrobe").items():
        if key not in WARDROBE:
            raise InputError(
                f"boards/cast.toml: {person.id}.wardrobe.{key} is unknown", hint="one of " + ", ".join(WARDROBE)
            )
        if not isinstance(value, str) or len(value) > 200:
            raise InputError(f"boards/cast.toml: {person.id}.wardrobe.{key} must be a few words")
        wardrobe[key] = value
    return replace(person, body=body, wardrobe=wardrobe)


def _part(identity: str, table: dict[str, Any], name: str) -> dict[str, Any]:
    part = table.get(name, {})
    if not isinstance(part, dict):
        raise InputError(f"boards/cast.toml: {identity}.{name} must be values such as {name}.key = ...")
    return part

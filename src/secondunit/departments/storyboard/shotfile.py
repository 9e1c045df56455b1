"""The shot list as a TOML file that a person edits: written with the covered words, read with line-exact errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from secondunit.core.errors import InputError
from secondunit.core.script import Script
from secondunit.core.shots import Angle, Cover, Move, Setup, Shot, Size
from secondunit.departments.storyboard.merging import Conflict, Merge, merge
from secondunit.departments.storyboard.units import text_of

SCHEMA = 1
_HEAD = """\
# Shot list. Edit freely: change values, move whole [[shot]] blocks, delete them or add your own.
# The script's words are comments; `covers` says which text a shot plays (element:from-to, written by the
# program; leave it out in a shot that you add). Words of a deleted shot go to the shot before it.
# size: {sizes}
# angle: {angles}
# move: {moves}
# setup: {setups}
# lens in mm (36 mm wide sensor), duration in frames.

schema = {schema}
"""
Word = TypeVar("Word", bound=StrEnum)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
_COVER = re.compile(r"(\d{1,7}):(\d{1,7})-(\d{1,7})\Z")
MAX_SHOTS = 50_000
MAX_BYTES = 32 * 1024 * 1024


def dump(shots: Sequence[Shot], script: Script, kept: Sequence[str] = ()) -> str:
    """Return the file's text. `kept` are blocks of a person's edits that found no place, written as comments."""
    head = _HEAD.format(
        sizes=" ".join(s.value for s in Size),
        angles=" ".join(a.value for a in Angle),
        moves=", ".join(m.value for m in Move),
        setups=", ".join(s.value for s in Setup),
        schema=SCHEMA,
    )
    parts = [head]
    scene = ""
    for shot in shots:
        if shot.scene != scene:
            scene = shot.scene
            parts.append(f"\n# ---- {scene} ----\n")
        parts.append(block_text(shot, script))
    for text in kept:
        parts.append("\n# Kept from your edits; the text it belonged to has changed. Copy it back where it fits.\n")
        parts.append("".join(f"# {line}\n" for line in text.splitlines()))
    return "".join(parts)


def block_text(shot: Shot, script: Script | None = None) -> str:
    """Return one `[[shot]]` block."""
    lines = ["", "[[shot]]"]
    for words in _spoken_comments(shot):
        lines.append(f"# {words}")
    rows: list[tuple[str, str]] = [
        ("id", _text(shot.id)),
        ("scene", _text(shot.scene)),
        ("setup", _text(shot.setup.value)),
        ("size", _text(shot.size.value)),
        ("angle", _text(shot.angle.value)),
        ("move", _text(shot.move.value)),
        ("lens", f"{float(shot.lens):g}" if float(shot.lens) == float(f"{shot.lens:g}") else repr(float(shot.lens))),
        ("subjects", _list(shot.subjects)),
    ]
    if shot.foreground:
        rows.append(("foreground", _text(shot.foreground)))
    if shot.prop:
        rows.append(("prop", _text(shot.prop)))
    rows.append(("duration", str(shot.duration)))
    if shot.note:
        rows.append(("note", _text(shot.note)))
    if shot.origin != "rules":
        rows.append(("origin", _text(shot.origin)))
    if shot.changes:
        pairs = ", ".join(f"{_text(k)} = {_text(v)}" for k, v in sorted(shot.changes.items()))
        rows.append(("changes", f"{{ {pairs} }}"))
    rows.append(("covers", _list([f"{c.element}:{c.start}-{c.end}" for c in shot.covers])))
    if shot.action and (script is None or not shot.covers):
        rows.append(("action", _text(shot.action)))
    if shot.dialogue and (script is None or not shot.covers):
        rows.append(("dialogue", "[" + ", ".join(_list(pair) for pair in shot.dialogue) + "]"))
    lines += [f"{key} = {value}" for key, value in rows]
    return "\n".join(lines) + "\n"


def _spoken_comments(shot: Shot) -> list[str]:
    """Return the covered words, wrapped for comments."""
    out: list[str] = []
    texts = [shot.action] if shot.action else []
    texts += [f"{who}: {words}" if who else words for who, words in shot.dialogue]
    for text in texts:
        line = ""
        for word in _printable(text).split():
            if line and len(line) + len(word) > 96:
                out.append(line)
                line = ""
            line = f"{line} {word}".strip()
        if line:
            out.append(line)
    return out


def _printable(text: str) -> str:
    """TOML comments may not hold control characters."""
    return "".join(c if c.isprintable() else " " for c in text)


def _text(value: str) -> str:
    """Return a TOML basic string."""
    out = []
    for char in value:
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif ord(char) < 32 or ord(char) == 127:
            out.append(f"\\u{ord(char):04X}")
        elif 0xD800 <= ord(char) <= 0xDFFF:
            out.append("\\uFFFD")  # half a surrogate pair cannot be written
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(_text(v) for v in values) + "]"


def load(text: str | bytes, script: Script | None = None) -> tuple[Shot, ...]:
    """Read the file back; InputError names the line and the key. With `script` the covered words are filled in."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"the shot list is not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None
    if len(text) > MAX_BYTES:
        raise InputError("the shot list is larger than 32 MB", hint="was another file saved in its place?")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            f"the shot list is not valid TOML: {str(error) or 'nested too deeply'}",
            hint="the line and column are in the message; texts stand in straight double quotes",
        ) from None
    version = data.get("schema", SCHEMA)
    if isinstance(version, bool) or not isinstance(version, int) or version > SCHEMA or version < 1:
        raise InputError(
            f"the shot list has schema {version!r}, this version reads up to {SCHEMA}",
            hint="update Second Unit, or let it write the list again",
        )
    unknown = sorted(set(data) - {"schema", "shot"})
    if unknown:
        raise InputError(
            f"line {_line_of(text, unknown[0])}: the shot list has no key '{unknown[0]}'",
            hint="shots are written as [[shot]]",
        )
    blocks = data.get("shot", [])
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise InputError("the shot list's shots must be [[shot]] blocks", hint="double square brackets, one per shot")
    if len(blocks) > MAX_SHOTS:
        raise InputError(f"the shot list has {len(blocks)} shots; the most is {MAX_SHOTS}")
    starts = [i for i, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*shot\s*\]\]", line)]
    shots: list[Shot] = []
    seen: dict[str, int] = {}
    for number, block in enumerate(blocks):
        line = starts[number] if number < len(starts) else 0
        shot = _shot(block, line, text, script)
        if shot.id in seen:
            raise InputError(
                f"line {line}: shot '{shot.id}' is there twice (first at line {seen[shot.id]})",
                hint="give the new shot its own id, for example sc010_sh0015",
            )
        seen[shot.id] = line
        shots.append(shot)
    return tuple(shots)


def _line_of(text: str, key: str, start: int = 1) -> int:
    """Return the line where a key is set, from `start` on; `start` when it is not found."""
    for i, line in enumerate(text.splitlines(), 1):
        if i >= start and re.match(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""", line):
            return i
    return start


def _shot(block: Mapping[str, Any], line: int, text: str, script: Script | None) -> Shot:
    def fail(key: str, what: str, hint: str = "") -> InputError:
        at = _line_of(text, key, line) if key in block else line
        return InputError(f"line {at}: {key} {what}", hint=hint, line=at, key=key)

    known = {
        "id",
        "scene",
        "setup",
        "size",
        "angle",
        "move",
        "lens",
        "subjects",
        "foreground",
        "prop",
        "duration",
        "note",
        "origin",
        "changes",
        "covers",
        "action",
        "dialogue",
    }
    for key in block:
        if key not in known:
            raise fail(key, "is not a key of a shot", hint=f"a shot has: {', '.join(sorted(known))}")

    def words(key: str, default: str = "", most: int = 20_000) -> str:
        value = block.get(key, default)
        if not isinstance(value, str) or len(value) > most:
            raise fail(key, f"must be text of at most {most} characters, not {str(value)[:40]!r}")
        return value

    def name(key: str) -> str:
        value = words(key)
        if not _ID.match(value):
            raise fail(
                key, f"must be letters, digits, '_', '-' or '.', not {value[:40]!r}", hint="for example sc010_sh0015"
            )
        return value

    def choice(key: str, kind: type[Word], default: str) -> Word:
        value = words(key, default)
        for member in kind:
            if member.value.lower() == value.strip().lower():
                return member
        raise fail(key, f"cannot be {value[:40]!r}", hint="one of: " + ", ".join(m.value for m in kind))

    def number(key: str, default: float, low: float, high: float) -> float:
        value = block.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise fail(key, f"must be a number from {low:g} to {high:g}, not {str(value)[:40]!r}")
        return float(value)

    def texts(key: str) -> tuple[str, ...]:
        value = block.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise fail(key, 'must be a list of texts such as ["mara", "tom"]')
        return tuple(value)

    changes = block.get("changes", {})
    if not isinstance(changes, dict) or not all(isinstance(v, str) for v in changes.values()):
        raise fail("changes", 'must be a table of texts such as { side = "other" }')
    origin = words("origin", "user" if "covers" not in block else "rules")
    if origin not in ("rules", "writer", "user"):
        raise fail("origin", f"cannot be {origin[:40]!r}", hint="one of: rules, writer, user")
    duration = number("duration", 48, 1, 240_000)
    if duration != int(duration):
        raise fail("duration", f"must be whole frames, not {duration:g}")
    covers = _covers(texts("covers"), fail)
    action, dialogue = words("action"), _dialogue(block.get("dialogue", []), fail)
    if script is not None and covers:
        for cover in covers:
            if cover.element >= len(script.elements) or cover.end > len(script.elements[cover.element].text):
                raise fail(
                    "covers",
                    f"points outside the script: {cover.element}:{cover.start}-{cover.end}",
                    hint="leave covers as the program wrote them",
                )
        action, dialogue = text_of(script, covers)
    return Shot(
        id=name("id"),
        scene=name("scene"),
        setup=choice("setup", Setup, Setup.SINGLE.value),
        size=choice("size", Size, Size.MS.value),
        angle=choice("angle", Angle, Angle.EYE.value),
        move=choice("move", Move, Move.STATIC.value),
        lens=number("lens", 50.0, 4.0, 1200.0),
        subjects=texts("subjects"),
        foreground=words("foreground") or None,
        prop=words("prop") or None,
        covers=covers,
        action=action,
        dialogue=dialogue,
        duration=int(duration),
        origin=origin,
        note=words("note"),
        changes=dict(changes),
    )


def _covers(values: Sequence[str], fail: Callable[..., InputError]) -> tuple[Cover, ...]:
    out = []
    for value in values:
        found = _COVER.match(value)
        if not found or int(found.group(2)) >= int(found.group(3)):
            raise fail("covers", f"cannot be read: {value[:40]!r}", hint='written by the program, such as "12:0-48"')
        out.append(Cover(int(found.group(1)), int(found.group(2)), int(found.group(3))))
    return tuple(out)


def _dialogue(value: object, fail: Callable[..., InputError]) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(
        isinstance(p, list) and len(p) == 2 and all(isinstance(w, str) for w in p) for p in value
    ):
        raise fail("dialogue", 'must be a list of pairs such as [["MARA", "Early."]]')
    return tuple((p[0], p[1]) for p in value)


__all__ = ["Conflict", "Merge", "block_text", "dump", "load", "merge"]

"""Universal Schedule Standard 1.0 (`.uss`): JSON that schedules travel in between programs.

A document stays plain JSON from reading to writing, so nothing is lost: unknown keys, their order, integers and
decimals as they were. `uss_read` makes a board of it, `uss_write` puts a board into it.
"""

from __future__ import annotations

import json
import math
from typing import Any

from secondunit.core.errors import InputError
from secondunit.formats.uss.check import ROOT, check

MAX_BYTES = 64 * 1024 * 1024
Document = dict[str, Any]


def loads(text: str | bytes) -> Document:
    """Read a document. InputError names the path of the key that is wrong: `breakdowns[3].pages`."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"the schedule is not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None
    if len(text) > MAX_BYTES:
        raise InputError("the schedule is larger than 64 MB", hint="was another file saved in its place?")
    try:
        text = text.removeprefix("\ufeff")
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no, parse_float=_float)
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}: the schedule is not JSON: {error.msg}", hint="was it cut?") from None
    except (RecursionError, ValueError) as error:
        raise InputError(f"the schedule cannot be read: {str(error) or 'nested too deeply'}") from None
    if not isinstance(data, dict) or not isinstance(data.get(ROOT), dict):
        raise InputError(f"there is no {ROOT!r} in the file", hint="a .uss file is one object with that name")
    wrong = check(data).errors
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise InputError(
            f"{wrong[0].path}: {wrong[0].words}{more}", hint="mend that key; nothing was lost", path=wrong[0].path,
            problems=[f"{each.path}: {each.words}" for each in wrong[:50]],
        )  # fmt: skip
    return data


def dumps(document: Document) -> str:
    """Return a document as text, keys in the order that they have."""
    try:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
        text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can hold
        text = json.dumps(document, indent=1, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"the schedule cannot be written: {error}") from None
    return text + "\n"


def warnings(document: Document) -> tuple[str, ...]:
    """Return what the standard asks for and the document does not keep; none of it stops reading."""
    return tuple(f"{each.path}: {each.words}" for each in check(document).warnings)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:60]!r} is there twice in one object")
    return out


def _no(word: str) -> float:
    raise ValueError(f"{word} is not a number in JSON")


def _float(word: str) -> float:
    value = float(word)
    if math.isinf(value):
        raise ValueError(f"the number {word[:40]} is too large")
    return value

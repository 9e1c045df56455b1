"""Records of rights as CSV (RFC 4180) and as one JSON file, both ways.

CSV: a row a record, a column a field, by name. Lists are parted by semicolons, or written as JSON where an entry could
not be told from the rest; yes and no; an empty cell says nothing (`[]` says: none). A cell that a spreadsheet would run
as a formula gets an apostrophe in front (OWASP, CSV injection), which reading takes away again. Fields that this
version does not know have no column: JSON carries them.
"""

from __future__ import annotations

import csv
import io
import json
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from secondunit.core.errors import InputError
from secondunit.core.record import Record
from secondunit.formats.papers.breakdown_csv import FORMULA

MAX_BYTES = 64 << 20  # of a file
MAX_ROWS = 100_000
YES, NO = ("yes", "true", "1", "x"), ("no", "false", "0")
MARK = "secondunit_rights"  # names the JSON form and its version

Hints = Mapping[str, Any]


def write_csv(records: Iterable[Record], columns: Sequence[str]) -> str:
    """Return the records as CSV with CRLF line ends; `columns` are fields, in order."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for record in records:
        data = record.to_json()
        writer.writerow([_armour(_cell(data[name])) for name in columns])
    return out.getvalue()


def read_csv(data: bytes, hints: Hints, name: str) -> list[dict[str, Any]]:
    """Return a mapping a row, only of the cells that say something; `hints` are the types of the known columns.

    Commas, semicolons or tabs may part the cells, as spreadsheets of different countries write them. InputError names
    the line for a column that is unknown, missing or given twice, and for a cell that is not of its type.
    """
    text = _text(data, name)
    first = text.split("\n", 1)[0]
    part = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=part, strict=True))
    except csv.Error as error:
        raise InputError(f"{name} is no CSV: {error}", hint="save it again as CSV (UTF-8)") from error
    if not rows:
        raise InputError(f"{name} is empty", hint="the first line names the columns")
    head = [cell.strip() for cell in rows[0]]
    if strange := [cell for cell in head if cell not in hints]:
        raise InputError(f"{name} has a column that is not known: {strange[0][:40]!r}",
                         hint="known: " + ", ".join(hints))
    if len(set(head)) != len(head):
        raise InputError(f"{name} names a column twice", hint="each column once")
    if len(rows) > MAX_ROWS:
        raise InputError(f"{name} has more than {MAX_ROWS} rows", hint="split it")
    found = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            raise InputError(f"{name}, row {number}: {len(row)} cells under {len(head)} columns", row=number,
                             hint="quote cells that hold the separator")
        cells = {column: _value(hints[column], _disarm(cell), f"{name}, row {number}: {column}")
                 for column, cell in zip(head, row, strict=True)}  # fmt: skip
        found.append({column: value for column, value in cells.items() if value is not None})
    return found


def write_json(records: Mapping[str, Sequence[Record]], production: str) -> str:
    """Return records by kind as one JSON text: all fields, in a fixed order."""
    rows = {kind: [record.to_json() for record in found] for kind, found in records.items() if found}
    data = {MARK: 1, "production": production, "records": rows}
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_json(data: bytes, name: str) -> Any:  # noqa: ANN401  # any JSON
    """Return the JSON of a file; InputError for what is none, names a field twice or holds no real number."""
    try:
        return json.loads(_text(data, name), object_pairs_hook=_once, parse_constant=_never)
    except RecursionError:
        raise InputError(f"{name} is nested too deeply", hint="records are flat") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is no JSON: {error.msg}", hint="mend that line", line=error.lineno) from error
    except ValueError as error:
        raise InputError(f"{name}: {error}", hint="mend it; nothing was taken over") from error


def records_of(data: object, name: str) -> dict[str, list[dict[str, Any]]]:
    """Return the records by kind of what `write_json` wrote."""
    if not isinstance(data, dict) or not isinstance(data.get("records"), dict):
        raise InputError(f"{name} is no export of rights records", hint=f"it begins with {MARK} and holds records")
    if data.get(MARK) != 1:
        raise InputError(f"{name} is of version {data.get(MARK)!r}; this program reads 1", hint="update Second Unit")
    found = {}
    for kind, rows in data["records"].items():
        found[kind] = rows_of(rows, f"{name}: {kind}")
    return found


def rows_of(data: object, name: str) -> list[dict[str, Any]]:
    """Return a list of mappings, or raise InputError."""
    rows = [data] if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{name} does not hold records", hint="a list of mappings, one for each record")
    if len(rows) > MAX_ROWS:
        raise InputError(f"{name} has more than {MAX_ROWS} records", hint="split it")
    return rows


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        plain = all(isinstance(v, str) and v and v == v.strip() and not set(v) & set(";\n") for v in value)
        text = "; ".join(value) if plain else ""
        return text if text and not text.startswith("[") else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def _value(kind: Any, cell: str, where: str) -> Any:  # noqa: ANN401  # a type hint
    """Return the value of a cell, None for one that says nothing."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(arg for arg in typing.get_args(kind) if arg is not type(None))
    if kind is str:
        return cell or None
    word = cell.strip()
    if not word:
        return None
    if kind is bool:
        if word.casefold() in YES or word.casefold() in NO:
            return word.casefold() in YES
        raise InputError(f"{where}: {word[:40]!r} is neither yes nor no", hint="write yes, no, or leave it empty")
    if kind is int:
        if word.removeprefix("-").isascii() and word.removeprefix("-").isdigit() and len(word) < 16:
            return int(word)
        raise InputError(f"{where}: {word[:40]!r} is no whole number", hint="write digits alone")
    if typing.get_origin(kind) is tuple and not word.startswith("["):
        return [item.strip() for item in word.split(";") if item.strip()]
    return read_json(word.encode("utf-8", "surrogatepass"), where)


def _armour(cell: str) -> str:
    return "'" + cell if (cell.lstrip()[:1] in ("'", *FORMULA) and cell.strip()) or cell[:1] in ("\t", "\r") else cell


def _disarm(cell: str) -> str:
    rest = cell[1:]
    armoured = cell[:1] == "'" and (rest.lstrip()[:1] in ("'", *FORMULA) or rest[:1] in ("\t", "\r"))
    return rest if armoured and rest else cell


def _text(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES >> 20} MB", hint="split it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text", hint="save it as UTF-8") from error
    if "\0" in text:
        raise InputError(f"{name} holds zero bytes: it is no text", hint="save it as CSV or JSON, UTF-8")
    return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(n for n in names if names.count(n) > 1)[:40]!r} stands twice in one record")
    return data


def _never(word: str) -> None:
    raise ValueError(f"{word} is no number that a record may hold")

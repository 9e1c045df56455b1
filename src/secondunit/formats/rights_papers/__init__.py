"""Rights papers as files: PDF to sign, CSV for spreadsheets, JSON for programs. The same paper gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path

from secondunit.core.identity import plain
from secondunit.core.paper import Paper

FORMS = ("pdf", "csv", "json")


def write(paper: Paper, folder: Path, forms: tuple[str, ...] = FORMS) -> tuple[Path, ...]:
    """Write a paper into a folder that exists; each file appears whole or not at all. Return their paths."""
    makers: dict[str, Callable[[Path], None]] = {
        "pdf": lambda path: _pdf(paper, path),
        "csv": lambda path: _bytes(path, to_csv(paper)),
        "json": lambda path: _bytes(path, to_json(paper)),
    }
    made = []
    for form in forms:
        path = folder / f"{paper.name}.{form}"
        aside = path.with_name(f".tmp-{os.getpid()}-{path.name}")
        try:
            makers[form](aside)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        made.append(path)
    return tuple(made)


def to_csv(paper: Paper) -> bytes:
    """Return the paper's table: CRLF line ends (RFC 4180), a mark for UTF-8, no cell that a spreadsheet would run."""
    from secondunit.formats.papers.breakdown_csv import safe

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(paper.head)
    writer.writerows([safe(_cell(value)) for value in row] for row in paper.rows)
    return out.getvalue().encode("utf-8-sig")


def to_json(paper: Paper) -> bytes:
    """Return the paper's data with sorted keys, readable, UTF-8."""
    body = {"paper": paper.name, "title": paper.title, "report": paper.report, "note": paper.note, **paper.data}
    return (json.dumps(plain(body), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def _cell(value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _pdf(paper: Paper, path: Path) -> None:
    from secondunit.formats.rights_papers.pdf import draw

    draw(paper, path)

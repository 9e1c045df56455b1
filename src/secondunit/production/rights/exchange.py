"""Rights records out and in: one JSON file without loss, or a folder with a CSV file for each kind.

An import is all or none: every record passes the door before the first is written. It never brings back what was
revoked, and takes no approvals: those are given in the production that they are for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError, NotFound, StateError
from secondunit.core.rights import BOOK
from secondunit.formats import rights_table
from secondunit.gates.records.register import identity_of
from secondunit.production.rights.forms import BY_KIND, Form, form
from secondunit.store.files import disk_errors, write_over

if TYPE_CHECKING:
    from secondunit.production.rights.desk import RightsDesk, Saved

# What is named comes before what names it, so that a command that is killed leaves nothing that hangs.
ORDER = ("parties", "licences", "sources", "tools", "models", "replicas", "consents", "notices", "statements",
         "contributions", "shot_uses", "accruals", "credits", "disclosures")  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """What an import did; `skipped` are approvals, which are not taken over; `held` tasks that went on hold."""

    saved: tuple[Saved, ...]
    skipped: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"saved": [each.to_json() for each in self.saved], "skipped": list(self.skipped),
                "held": list(self.held)}  # fmt: skip


class Exchange:
    """Export and import of one production's rights records."""

    def __init__(self, desk: RightsDesk) -> None:
        self.desk = desk

    def export(self, target: Path) -> dict[str, Any]:
        """Write all records to `target`: a file that ends in .json, or else a new folder of CSV files."""
        records = {kind: [entry.record for entry in self.desk.entries(kind)] for kind in BOOK}
        counts = {BY_KIND[kind].name: len(found) for kind, found in records.items() if found}
        if target.suffix.lower() == ".json":
            text = rights_table.write_json(records, self.desk.production.config["id"])
            write_over(target, text.encode(), 0o600)  # names and birthdays stand in it
            return {"path": str(target), "records": counts, "left_out": []}
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise StateError(f"{target} is not an empty folder", hint="name a new folder, or a file that ends in .json")
        with disk_errors(target):
            target.mkdir(parents=True, exist_ok=True)
        for kind, found in records.items():
            if found:
                text = rights_table.write_csv(found, tuple(columns(BY_KIND[kind])))
                write_over(target / f"{kind}.csv", text.encode(), 0o600)
        lost = [f"{BY_KIND[kind].name} {identity_of(record)}: {', '.join(sorted(record.unknown))}"
                for kind, found in records.items() for record in found if record.unknown]  # fmt: skip
        return {"path": str(target), "records": counts, "left_out": lost}

    def accept(self, source: Path, *, by: str = "") -> Imported:
        """Take records in from what `export` wrote; nothing is written unless all of it is sound."""
        from secondunit.production.rights.revoke import hold

        by = self.desk.production.review.person(by)
        found = self._read(source)
        live = {(e.form.kind, e.id): not e.revoked for e in self.desk.entries()}
        skipped = tuple(str(row.get("id")) for row in found.pop("approvals", ())
                        if ("approvals", str(row.get("id"))) not in live)  # fmt: skip
        rows = [(BY_KIND[kind], row) for kind in ORDER for row in found.get(kind, ())]
        drafts = self.desk.draft(rows, by=by)
        saved = tuple(self.desk.write(drafts, by=by, why=f"imported from {source.name[:200]}"))
        held: list[str] = []
        for draft in drafts:
            key = (draft.form.kind, identity_of(draft.record))
            if live.get(key) and bool(getattr(draft.record, "revoked_at", "")):
                entry = self.desk.get(key[1], draft.form.name)
                held += [task["task"] for task in hold(self.desk, entry, by=by, why="revoked by import")]
        return Imported(saved, skipped, tuple(held))

    def _read(self, source: Path) -> dict[str, list[dict[str, Any]]]:
        if source.is_dir():
            files = sorted(path for path in source.iterdir() if path.suffix.lower() == ".csv")
            if not files:
                raise InputError(f"{source} holds no CSV files", hint="files such as parties.csv, consents.csv")
            return {form(path.stem).kind: self._merged(form(path.stem), path) for path in files}
        data = rights_table.records_of(rights_table.read_json(load(source), source.name), source.name)
        return {form(kind).kind: found for kind, found in data.items()}

    def _merged(self, chosen: Form, path: Path) -> list[dict[str, Any]]:
        """Lay the cells of each row over the record on record: CSV does not carry every field."""
        known = {str(getattr(e.record, chosen.key)): e.record for e in self.desk.entries(chosen.kind)}
        found = rows(path, chosen)
        return [{**known[row[chosen.key]].to_json(), **row} if row.get(chosen.key) in known else row for row in found]


def columns(chosen: Form) -> dict[str, Any]:
    """Return the columns of a form's CSV with their types: the id first."""
    return {chosen.key: str, **chosen.hints}


def rows(source: Path, chosen: Form) -> list[dict[str, Any]]:
    """Return the records of one kind out of a .csv or .json file, as far as it says something of them."""
    data = load(source)
    if source.suffix.lower() == ".csv":
        return rights_table.read_csv(data, columns(chosen), source.name)
    if source.suffix.lower() != ".json":
        raise InputError(f"{source.name} is neither .csv nor .json", hint="name the file by what it is")
    found = rights_table.read_json(data, source.name)
    if isinstance(found, dict) and rights_table.MARK in found:
        kinds = rights_table.records_of(found, source.name)
        if set(kinds) - {chosen.kind}:
            raise InputError(f"{source.name} holds other records too", hint="take all of it: secondunit rights import")
        return kinds.get(chosen.kind, [])
    return rights_table.rows_of(found, source.name)


def load(source: Path) -> bytes:
    """Return the bytes of a file of records."""
    try:
        if source.stat().st_size > rights_table.MAX_BYTES:
            raise InputError(f"{source} is larger than {rights_table.MAX_BYTES >> 20} MB", hint="split it")
        return source.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"there is no file {source}") from None
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}") from error

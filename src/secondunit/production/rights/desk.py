"""The desk of the rights book: enter, change, revoke, look up. Records are added to, never edited.

Every entry carries the name of who made it. Entries are written without the writer lock, so that a revocation need not
wait for a job that runs; two people who change the same record at the same moment are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError, NotFound, StateError, UsageError
from secondunit.core.identity import digest, sha256, slug
from secondunit.core.record import Record
from secondunit.core.rights import BOOK, RightsBook
from secondunit.gates.records.register import Register, identity_of
from secondunit.production.rights import door
from secondunit.production.rights.forms import BY_KIND, Form, form
from secondunit.store.papers import Papers, load

if TYPE_CHECKING:
    from secondunit.production.folder import Production
    from secondunit.production.rights.asking import Answer
    from secondunit.production.rights.exchange import Exchange
    from secondunit.production.rights.lineage import Descendants
    from secondunit.production.rights.revoke import Revocation

THIS = "this"  # stands for the production at hand where a form asks for its id


@dataclass(frozen=True)
class Entry:
    """One revision of a record and who entered it, when and why."""

    form: Form
    record: Record
    seq: int
    by: str
    at: str
    why: str = ""

    @property
    def id(self) -> str:
        """The id of the record."""
        return identity_of(self.record)

    @property
    def revoked(self) -> str:
        """The day of its revocation, or an empty text."""
        return str(getattr(self.record, "revoked_at", ""))

    @property
    def title(self) -> str:
        """What people recognise it by."""
        values = (getattr(self.record, name) for name in self.form.shows)
        words = (", ".join(value) if isinstance(value, tuple) else str(value or "") for value in values)
        return " · ".join(" ".join(word.split()) for word in words if word)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"kind": self.form.name, "id": self.id, "seq": self.seq, "by": self.by, "at": self.at,
                "why": self.why, "title": self.title, "revoked_at": self.revoked,
                "record": self.record.to_json()}  # fmt: skip


@dataclass(frozen=True)
class Saved:
    """What became of one record: added, changed or unchanged; with what the door remarked."""

    what: str
    form: Form
    id: str
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"what": self.what, "kind": self.form.name, "id": self.id, "warnings": list(self.warnings)}


@dataclass(frozen=True)
class Draft:
    """A record that passed the door, and the revision that it follows."""

    form: Form
    record: Record
    after: int
    what: str
    warnings: tuple[str, ...] = ()
    paper: bytes = b""


class RightsDesk:
    """The rights book of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    @cached_property
    def register(self) -> Register:
        """Where signed records are written and read."""
        return self.production.shop.gate.register

    @cached_property
    def papers(self) -> Papers:
        """The private documents behind the records."""
        return Papers(self.production.root / "papers")

    def add(self, name: str, data: Mapping[str, Any], *, by: str = "", document: Path | None = None) -> Saved:
        """Enter one new record of a kind (`consent`); InputError for a fault, StateError when it is on record."""
        return self.add_many(name, (data,), by=by, document=document)[0]

    def add_many(
        self, name: str, rows: Iterable[Mapping[str, Any]], *, by: str = "", document: Path | None = None
    ) -> list[Saved]:
        """Enter several new records of a kind, all or none."""
        by, chosen = self.production.review.person(by), form(name)
        paper = self._paper(chosen, document)
        rows = [{**row, **({chosen.document: sha256(paper)} if paper else {})} for row in rows]
        drafts = self.draft([(chosen, row) for row in rows], by=by)
        for each in drafts:
            if each.what != "added":
                raise StateError(f"{chosen.name} {identity_of(each.record)} is on record already",
                                 hint=f"change it with: secondunit rights {chosen.name} change")
        return self.write((replace(each, paper=paper) for each in drafts), by=by)

    def change(
        self, name: str, identity: str, changes: Mapping[str, Any], *, by: str = "", document: Path | None = None,
        why: str = "",
    ) -> Saved:  # fmt: skip
        """Enter the next revision of a record with some fields changed; what a person revoked stays revoked."""
        by, chosen = self.production.review.person(by), form(name)
        old = self.get(identity, name)
        if not chosen.typed:
            raise StateError(f"an {chosen.name} is not changed by hand", hint="see: secondunit rights --help")
        if old.revoked:
            raise StateError(f"{chosen.name} {old.id} was revoked on {old.revoked}", hint="record a new one")
        if "revoked_at" in changes:
            raise UsageError("a revocation needs a reason", hint=f"secondunit rights revoke {identity} --reason ...")
        paper = self._paper(chosen, document)
        given = {**changes, **({chosen.document: sha256(paper)} if paper else {})}
        [draft] = self.draft([(chosen, {**old.record.to_json(), **given, chosen.key: self._key(old)})], by=by)
        return self.write([replace(draft, paper=paper)], by=by, why=why)[0]

    def draft(self, rows: Sequence[tuple[Form, Mapping[str, Any]]], *, by: str) -> list[Draft]:
        """Read records, fill in what a form fills in, and pass them through the door; nothing is written.

        Rows may name each other. What is on record with the same content is `unchanged`, with other content
        `changed`. Raises the first fault, with the number of the row where there are several.
        """
        drafts: list[Draft] = []
        seen: dict[tuple[str, str], int] = {}
        records: list[tuple[Form, Record]] = []
        for number, (chosen, row) in enumerate(rows, 1):
            with _row(number, len(rows)):
                record = self._read(chosen, row, by)
                key = (chosen.kind, identity_of(record))
                self.store.records.path(*key, 1)  # refuses ids that are none
                if key in seen:
                    raise InputError(f"{chosen.name} {key[1]} stands twice: in rows {seen[key]} and {number}",
                                     hint="each id once", record=key[1])
                seen[key] = number
            records.append((chosen, record))
        context = self._context(records)
        known = {(e.form.kind, e.id): e for kind in {chosen.kind for chosen, _ in rows} for e in self.entries(kind)}
        for number, (chosen, record) in enumerate(records, 1):
            with _row(number, len(rows)):
                warnings = door.check(chosen, record, context)
                old = known.get((chosen.kind, identity_of(record)))
                same = old is not None and old.record == record
                if old is not None and not same:
                    _keep_revoked(old, record)
            drafts.append(Draft(chosen, record, old.seq if old else 0,
                                "unchanged" if same else "changed" if old else "added", tuple(warnings)))  # fmt: skip
        return drafts

    def write(self, drafts: Iterable[Draft], *, by: str, why: str = "") -> list[Saved]:
        """Enter what passed the door; unchanged records are not written again."""
        saved = []
        for each in drafts:
            if each.what != "unchanged":
                if each.paper:
                    self.papers.keep(each.paper)
                self.register.enter(each.form.kind, each.record, by=by, why=why, after=each.after)
            saved.append(Saved(each.what, each.form, identity_of(each.record), each.warnings))
        return saved

    def find(self, kind: str, identity: str) -> Entry | None:
        """Return the newest revision of a record, or None."""
        try:
            return self._entry(kind, self.register.body(kind, identity))
        except NotFound:
            return None

    def get(self, identity: str, name: str = "") -> Entry:
        """Return a record by its id, or by `kind/id` where two kinds use the same id; NotFound, InputError."""
        before, _, rest = identity.partition("/")
        name, identity = (before, rest) if rest else (name, identity)
        kinds = (form(name).kind,) if name else tuple(BY_KIND)
        found = [entry for kind in kinds if (entry := self.find(kind, identity))]
        if not found:
            raise NotFound(f"there is no {name or 'rights record'} {identity[:60]!r}",
                           hint="see: secondunit rights list")
        if len(found) > 1:
            names = " or ".join(f"{entry.form.name}/{identity}" for entry in found)
            raise InputError(f"two records are called {identity!r}", hint=f"say which: {names}")
        return found[0]

    def entries(self, name: str = "") -> list[Entry]:
        """Return the newest revision of every record, of one kind or of all."""
        kinds = (form(name).kind,) if name else tuple(BY_KIND)
        return [self._entry(kind, body) for kind in kinds for body in self.register.bodies(kind)]

    def history(self, entry: Entry) -> list[Entry]:
        """Return every revision of a record, oldest first; VerifyFailed for one that is not ours."""
        records, kind = self.store.records, entry.form.kind
        paths = (records.path(kind, entry.id, seq) for seq in records.seqs(kind, entry.id))
        return [self._entry(kind, records.read(path)) for path in paths]

    def book(self) -> RightsBook:
        """Return the book as the rules see it now."""
        return self.register.book()

    def revoke(self, identity: str, *, reason: str, by: str = "", on: str = "") -> Revocation:
        """End a consent, licence, notice, statement, disclosure or approval, and hold what rested on it."""
        from secondunit.production.rights.revoke import revoke

        return revoke(self, identity, reason=reason, by=by, on=on)

    def check(self, what: str = "", *, leaving: str = "", by: str = "") -> list[Answer]:
        """Ask the rules, as of today, about what is on record for an entity, a recipe, or everything.

        `by` is who asks, by default who reviews here: a replica may be used by some people only.
        """
        from secondunit.production.rights.asking import check

        return check(self.production, what, leaving=leaving,
                     by=by or str(self.production.config["people.reviewer"]))  # fmt: skip

    def hold_fallen(self, answers: Iterable[Answer], *, by: str = "") -> list[dict[str, str]]:
        """Put on hold what may not be used any more by what `check` answered; return what was held."""
        from secondunit.production.rights.revoke import hold_fallen

        return hold_fallen(self, answers, by=by)

    def descendants(self, identity: str) -> Descendants:
        """Return everything that rests on a consent, person, licence, source, replica, model, tool or approval."""
        from secondunit.production.rights.lineage import descendants

        return descendants(self, self.get(identity))

    @cached_property
    def exchange(self) -> Exchange:
        """Export and import."""
        from secondunit.production.rights.exchange import Exchange

        return Exchange(self)

    def _entry(self, kind: str, body: Mapping[str, Any]) -> Entry:
        record = self.register.read(kind, body)
        return Entry(BY_KIND[kind], record, int(body["seq"]), str(body.get("by", "")), str(body.get("at", "")),
                     str(body.get("why", "")))  # fmt: skip

    @staticmethod
    def _key(entry: Entry) -> str:
        return str(getattr(entry.record, entry.form.key))

    def _paper(self, chosen: Form, document: Path | None) -> bytes:
        if document is None:
            return b""
        if not chosen.document:
            raise UsageError(f"a {chosen.name} has no document", hint="leave --document out")
        return load(document)

    def _read(self, chosen: Form, row: Mapping[str, Any], by: str) -> Record:
        """Return the record of a row with `this`, today, the name and the id filled in."""
        data = dict(row)
        ours = self.production.config["id"]
        if data.get("project_lock") == THIS:
            data["project_lock"] = ours
        if isinstance(data.get("project_scope"), (list, tuple)):
            data["project_scope"] = [ours if item == THIS else item for item in data["project_scope"]]
        if chosen.today and not data.get(chosen.today):
            data[chosen.today] = _today().isoformat()
        if chosen.kind == "statements" and not data.get("by"):
            data["by"] = by
        if not data.get(chosen.key):
            data[chosen.key] = self._identity(chosen, data)
        try:
            return chosen.record.from_json(data)
        except RecursionError:
            raise InputError(f"a {chosen.name} record is nested too deeply", hint="records are flat") from None

    @staticmethod
    def _identity(chosen: Form, data: Mapping[str, Any]) -> str:
        named = slug(str(data.get(chosen.slug) or "")) if chosen.slug else ""
        if chosen.key == "name":
            return ""  # the name itself is asked for
        return named or f"{chosen.prefix}-{digest({**data, 'id': ''})[:12]}"

    def _context(self, records: Sequence[tuple[Form, Record]]) -> door.Context:
        book = self.book()
        ids = {kind: {identity_of(item) for item in getattr(book, kind)} for kind in BOOK}
        parties = {party.id: party for party in book.parties}
        for chosen, record in records:
            ids[chosen.kind].add(identity_of(record))
            if chosen.kind == "parties":
                parties[identity_of(record)] = record  # type: ignore[assignment]  # a Party by its form
        entities = frozenset(row["id"] for row in self.store.index.all("entities") if not row.get("omitted"))
        return door.Context(replace(book, parties=tuple(parties.values())), self.production.config["id"], _today(),
                            entities, {kind: frozenset(found) for kind, found in ids.items()})  # fmt: skip


class _row:  # reads as a word in `with`
    """Say in which row a fault is, where there are several."""

    def __init__(self, number: int, of: int) -> None:
        self.number, self.of = number, of

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Add the number of the row to an InputError."""
        if self.of > 1 and isinstance(error, InputError):
            raise type(error)(f"row {self.number}: {error.message}", hint=error.hint,
                              **{**error.facts, "row": self.number}) from error


def _keep_revoked(old: Entry, record: Record) -> None:
    if old.revoked and old.revoked != getattr(record, "revoked_at", ""):
        raise StateError(f"{old.form.name} {old.id} was revoked on {old.revoked}, and stays so",
                         hint="record a new one under another id")


def _today() -> date:
    return datetime.now(UTC).date()

"""The door of the rights book: what a record must hold beyond its types before it is entered.

The rules (`gates/`) judge what a consent is worth; the door only sees that a record is complete, makes sense by itself
and names things that exist. One fault is one InputError that names the record, the field and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from secondunit.core.errors import InputError
from secondunit.core.identity import canonical
from secondunit.core.record import Record
from secondunit.core.rights import RightsBook
from secondunit.core.rights.description import vague
from secondunit.gates.facts import kind_of
from secondunit.gates.records.register import identity_of
from secondunit.production.rights.forms import Form

MAX_BYTES = 256 << 10  # of one record; documents are kept as papers
PAST = ("born", "died", "signed_at", "received_at", "answered_at", "terms_date", "paid_at", "deleted_at")
TIMES = ("engaged_at", "notice_at", "session_at")
PLACES = ("territory", "territories")
WORLD = frozenset({"world", "worldwide", "universe", "*"})
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")


@dataclass(frozen=True)
class Context:
    """What a record is looked at beside: the other records, the production, its entities, the day."""

    book: RightsBook
    production: str
    today: date
    entities: frozenset[str] = frozenset()
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind -> ids on record or in the same batch


def check(form: Form, record: Record, context: Context) -> list[str]:
    """Raise InputError for the first fault of a record; return warnings for what may be meant so."""
    look = _Look(form, record, context)
    look.whole()
    look.fields()
    if form.kind in SPECIAL:
        SPECIAL[form.kind](look)
    return look.warnings


class _Look:
    def __init__(self, form: Form, record: Record, context: Context) -> None:
        self.form, self.record, self.context = form, record, context
        self.warnings: list[str] = []
        self.name = f"{form.name} {identity_of(record) or '(new)'}"

    def get(self, name: str) -> Any:  # noqa: ANN401  # a field of any type
        return getattr(self.record, name)

    def fail(self, name: str, why: str, hint: str = "") -> NoReturn:
        raise InputError(f"{self.name}: {name} {why}", hint=hint or self.form.help(name), field=name,
                         record=identity_of(self.record))  # fmt: skip

    def warn(self, text: str) -> None:
        self.warnings.append(f"{self.name}: {text}")

    def whole(self) -> None:
        """Size and characters, also of fields that this version does not know."""
        data = self.record.to_json()
        if len(canonical(data)) > MAX_BYTES:
            raise InputError(f"{self.name[:80]} is larger than {MAX_BYTES >> 10} kB", record=self.name[:80],
                             hint="keep the document with --document FILE, and say in the record what matters")
        for where, text in _texts(data, ""):
            if bad := _unprintable(text):
                raise InputError(f"{self.name}: {where} holds the control character {bad}", field=where,
                                 hint="write plain text; only line ends and tabs may stand in it")

    def fields(self) -> None:
        """Required fields, known words, digests, days, places, languages, references, order of days."""
        form = self.form
        for name in form.required:
            value = self.get(name)
            if value is None or not (value.strip() if isinstance(value, str) else value):
                self.fail(name, "is missing")
        for name, known in form.words.items():
            for word in _list(self.get(name)):
                if word and word not in known:
                    self.fail(name, f"does not know {word[:40]!r}", "one of: " + ", ".join(known))
        for name in form.hints:
            self._plain(name, _list(self.get(name)))
        for name, kind in form.refs.items():
            for named in _list(self.get(name)):
                self.refer(name, kind, named)
        for first, second in form.order:
            a, b = self.get(first)[:10], self.get(second)[:10]
            if a and b and a > b:
                self.fail(second, f"({b}) is before {first} ({a})", "check the two days")
        latest = (self.context.today + timedelta(days=1)).isoformat()  # it may be tomorrow elsewhere
        for name in (name for name in PAST if name in form.hints):
            if self.get(name) > latest:
                self.fail(name, f"({self.get(name)}) lies in the future", "enter it when it has happened")

    def _plain(self, name: str, values: tuple[Any, ...]) -> None:
        for value in values:
            if "sha256" in name or name == "asset_digests":
                if value and not _DIGEST.fullmatch(value):
                    self.fail(name, f"is no SHA-256: {value[:80]!r}", "64 digits 0-9 a-f; or let us work it out: "
                              + ("--digest-of FILE" if name in ("sha256", "asset_digests") else "--document FILE"))
            elif name in TIMES and value and not (_is_time(value) or _is_day(value)):
                self.fail(name, f"is no time: {value[:40]!r}", "write 2026-11-03 or 2026-11-03T10:00:00Z")
            elif name in PLACES and not (_PLACE.fullmatch(value) or (value.casefold() in WORLD)):
                self.fail(name, f"does not know {value[:40]!r}", "worldwide, or ISO codes such as US, US-CA or DE")
            elif name == "languages" and not _LANGUAGE.fullmatch(value):
                self.fail(name, f"does not know {value[:40]!r}", "BCP 47 codes such as en, fr or de-AT")
            elif isinstance(value, str) and not value.strip() and isinstance(self.get(name), tuple):
                self.fail(name, "holds an empty entry", "leave it out")
            elif isinstance(value, int) and not isinstance(value, bool) and value < 0:
                self.fail(name, f"is below zero: {value}")

    def refer(self, name: str, kind: str, named: str) -> None:
        """See that a record that is named exists."""
        if named and named not in self.context.ids.get(kind, ()):
            what = {"parties": "party"}.get(kind, kind.removesuffix("s").replace("_", "-"))
            self.fail(name, f"names {named[:60]!r}, and there is no such {what}",
                      f"record it first: secondunit rights {what} add")

    def exist(self, name: str, what: str) -> None:
        """Warn of shots and scenes that the production does not have (yet)."""
        known = self.context.entities
        lost = [each for each in _list(self.get(name)) if each and each != "production" and each not in known]
        if lost:
            self.warn(f"this production has no {what} " + ", ".join(each[:40] for each in lost[:5]))


def _consent(look: _Look) -> None:
    if why := vague(look.get("specific_description")):
        look.fail("specific_description", f"is not specific: {why}",
                  "say what exactly will be done, for example: de-ageing of her face in scenes 3 and 4")
    parties = {party.id: party for party in look.context.book.parties}
    subject, capacity = parties.get(look.get("subject")), look.get("capacity")
    if subject and subject.kind and subject.kind != "person":
        look.fail("subject", f"is a {subject.kind}, not a person")
    if (capacity == "self") != (look.get("granted_by") == look.get("subject")):
        look.fail("granted_by", f"does not fit the capacity {capacity}",
                  "self: the person signed; guardian, executor or union: somebody else signed for the person")
    if subject and capacity in ("guardian", "executor") and look.get("granted_by") not in subject.represented_by:
        look.warn(f"{subject.id} does not name {look.get('granted_by')} among those who may sign: represented_by")
    if subject and subject.died and capacity == "self" and look.get("signed_at") > subject.died:
        look.fail("signed_at", f"is after {subject.id} died ({subject.died})")
    if subject and subject.born and look.get("signed_at") and look.get("signed_at") < subject.born:
        look.fail("signed_at", f"is before {subject.id} was born ({subject.born})")
    if look.context.production not in look.get("project_scope"):
        look.warn(f"it is not for this production ({look.context.production})")
    lacks = {"signed_at": "the day of the signature", "doc_sha256": "the signed document", "start": "its first day"}
    if missing := [words for name, words in lacks.items() if not look.get(name)]:
        look.warn(f"it does not count without {' and '.join(missing)}")
    look.exist("shots", "shot")


def _replica(look: _Look) -> None:
    synthetic = look.get("category") == "SYNTH"
    if synthetic == bool(look.get("subject")):
        look.fail("subject", "does not fit: a synthetic performer is nobody's replica" if synthetic else "is missing")
    for transfer in look.get("transfers"):
        look.refer("transfers", "parties", transfer.to)


def _statement(look: _Look) -> None:
    if not look.get("entity") and not look.get("task"):
        look.fail("entity", "is missing", "name the entity that it is about, or the task for all work of a department")
    for name, value in look.get("facts").items():
        kind = kind_of(name)
        if kind is None or not name.startswith("use."):
            look.fail("facts", f"name {name[:60]!r}, which nobody can state", "facts that begin with use.")
        if not fits(kind, value):
            wanted = "one of " + ", ".join(kind) if isinstance(kind, tuple) else f"a {kind}"
            look.fail("facts", f"give {name} the value {str(value)[:60]!r}", f"it takes {wanted}")
    look.exist("entity", "shot or scene")


def fits(kind: str | tuple[str, ...], value: object) -> bool:
    """Tell whether a value is of the kind of a fact."""
    if isinstance(kind, tuple):
        return value in kind
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "list":
        return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if kind == "date":
        return isinstance(value, str) and _is_day(value)
    return kind == "any" or (isinstance(value, str) and bool(value.strip()))


def _shot_use(look: _Look) -> None:
    if not any(look.get(name) for name in ("subject", "replica", "asset_sha256")):
        look.fail("subject", "is missing", "name the party, the replica or the file that the shot shows")
    first, end = look.get("tc_in"), look.get("tc_out")
    if first is not None and end is not None and first >= end:
        look.fail("tc_out", f"({end}) is not after tc_in ({first})", "tc_out is the frame after the last")
    if (look.get("share") or 0) > 100:
        look.fail("share", f"is {look.get('share')}, more than the whole picture")
    look.exist("entity", "shot")


def _credit(look: _Look) -> None:
    if not any(look.get(name) for name in ("party", "tool", "text")):
        look.fail("party", "is missing", "name a party or a tool, or give the text of the credit")


def _entity(look: _Look) -> None:
    look.exist("entity" if "entity" in look.form.hints else "entities", "shot or scene")


SPECIAL: Mapping[str, Callable[[_Look], None]] = {
    "consents": _consent, "replicas": _replica, "statements": _statement, "shot_uses": _shot_use,
    "credits": _credit, "contributions": _entity, "notices": _entity, "disclosures": _entity,
}  # fmt: skip


def _list(value: object) -> tuple[Any, ...]:
    if value is None or isinstance(value, Mapping):
        return ()
    return value if isinstance(value, tuple) else (value,)


def _texts(data: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, Mapping):
        for key, item in data.items():
            yield f"a name in {where or 'the record'}", key
            yield from _texts(item, f"{where}.{key}" if where else key)
    elif isinstance(data, (list, tuple)):
        for item in data:
            yield from _texts(item, where)


def _unprintable(text: str) -> str:
    """Return the first character that has no place in a record: controls, halves of pairs, marks that turn text."""
    for char in text:
        kind = unicodedata.category(char)
        if (kind == "Cc" and char not in "\n\t") or kind in ("Cs", "Zl", "Zp") or char in "\u202d\u202e\ufeff":
            return f"U+{ord(char):04X}"
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        return False

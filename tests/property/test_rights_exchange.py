"""Rights records: what goes out comes in again, as JSON and as CSV; a history of changes replays from its files."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondunit.core.record import Record
from secondunit.core.rights import BOOK
from secondunit.formats.rights_table import read_csv, read_json, records_of, write_csv, write_json
from secondunit.production import Production
from secondunit.production.rights.desk import Entry
from secondunit.production.rights.exchange import columns
from secondunit.production.rights.forms import BY_KIND
from slates import empty_show  # noqa: F401

BY = "Ida Lund"
slow = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=12,
                deadline=None)  # fmt: skip
# What a spreadsheet or a parser may stumble over, without what the door refuses.
words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u202d\u202e\ufeff"),
                max_size=12) | st.sampled_from(["=1+1", "+a", "-2", "@x", "'=1", "'", "''", " =x", "a;b", "[1]", "a\nb",
                                                "\ttab", '"', "yes", "7", "; ", "null", "{}"])  # fmt: skip
days = st.dates().map(lambda d: d.isoformat())
plain = st.none() | st.booleans() | st.integers(-5, 5) | words | st.lists(words, max_size=2)


def values(kind: Any, name: str, record: type[Record]) -> st.SearchStrategy[Any]:
    """Anything that a field of this type may hold."""
    if name in record.days:
        return st.just("") | days
    args = typing.get_args(kind)
    if type(None) in args:
        return st.none() | values(next(a for a in args if a is not type(None)), name, record)
    if typing.get_origin(kind) is tuple:
        return st.lists(values(args[0], "", record), max_size=3).map(tuple)
    if isinstance(typing.get_origin(kind), type) and issubclass(typing.get_origin(kind), Mapping):
        return st.dictionaries(words, plain, max_size=2)
    if isinstance(kind, type) and issubclass(kind, Record):
        return records(kind)
    return {str: words, bool: st.booleans(), int: st.integers(-9, 10**9)}[kind]


def records(record: type[Record]) -> st.SearchStrategy[Record]:
    hints = typing.get_type_hints(record)
    fields = {f.name: values(hints[f.name], f.name, record) for f in dataclasses.fields(record) if f.name != "unknown"}
    for item in dataclasses.fields(record):
        if isinstance(item.default, str) and item.default:  # an empty cell means the default; the door wants a word
            fields[item.name] = fields[item.name].map(lambda text, word=item.default: text or word)
    return st.builds(record, **fields)


@pytest.mark.parametrize("kind", BOOK)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_csv_gives_back_every_field_it_knows(kind, data):
    form = BY_KIND[kind]
    found = data.draw(st.lists(records(form.record), min_size=1, max_size=3))
    text = write_csv(found, tuple(columns(form))).encode()
    blank = form.record.from_json({**dict.fromkeys(_needed(form.record), ""), **_maps(form.record)}).to_json()
    rows = read_csv(text, columns(form), "x.csv")
    assert [form.record.from_json({**blank, **row}) for row in rows] == [r for r in found if not _says_nothing(r)]


def _needed(record: type[Record]) -> list[str]:
    return [f.name for f in dataclasses.fields(record)
            if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING]


def _maps(record: type[Record]) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    return {name: () for name in _needed(record) if typing.get_origin(hints[name]) is tuple}


def _says_nothing(record: Record) -> bool:
    """A row without a single word in it is an empty line of a table."""
    from secondunit.formats.rights_table import _cell

    return not any(_cell(value).strip() for name, value in record.to_json().items() if name != "schema")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_json_gives_back_every_field_and_those_it_does_not_know(data):
    kinds = data.draw(st.sets(st.sampled_from(sorted(BOOK)), max_size=3))
    later = st.dictionaries(st.sampled_from(["later", "much_later"]), plain, max_size=2)
    book = {kind: [dataclasses.replace(record, unknown=data.draw(later))
                   for record in data.draw(st.lists(records(BOOK[kind][0]), max_size=2))] for kind in kinds}
    text = write_json(book, "prd-1").encode()
    back = records_of(read_json(text, "x.json"), "x.json")
    assert {kind: [BOOK[kind][0].from_json(row) for row in rows] for kind, rows in back.items()} == {
        kind: found for kind, found in book.items() if found}
    assert write_json({k: [BOOK[k][0].from_json(r) for r in rows] for k, rows in back.items()}, "prd-1").encode() == text


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1", "'=1"])
def test_no_cell_is_a_formula(cell):
    from secondunit.core.rights import Party

    text = write_csv([Party("a", legal_name=cell, known_as=(cell, cell))], ("legal_name", "known_as"))
    assert text.splitlines()[1].lstrip('"')[0] in ("'", "[")
    assert read_csv(text.encode(), columns(BY_KIND["parties"]), "x")[0] == {"legal_name": cell, "known_as": [cell, cell]}


class Book:
    """A production to try things on, made anew from a copy for each example."""

    def __init__(self, template: Path) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(template, self.folder / "show")
        self.production = Production.open(self.folder / "show")

    def __enter__(self) -> Production:
        return self.production

    def __exit__(self, *_: object) -> None:
        self.production.close()
        shutil.rmtree(self.folder)


people = st.lists(st.sampled_from(["anna", "bo", "cleo", "dag"]), unique=True, min_size=1)
consents = st.fixed_dictionaries({
    "use_kinds": st.lists(st.sampled_from(["alter", "voice", "train", "promo"]), unique=True, min_size=1),
    "specific_description": st.sampled_from(["de-ageing of the face in scene 3", "German dub of episode 4, lips only"]),
    "shots": st.lists(st.sampled_from(["sc010", "sc020"]), unique=True),
    "end": st.sampled_from(["", "2030-01-01"]), "counsel": st.sampled_from(["", "=HYPERLINK(1)", "Eva; Roth", "'x"]),
    "later": st.integers(0, 3),
})  # fmt: skip


def fill(production: Production, named: list[str], given_: list[dict[str, Any]]) -> None:
    desk = production.rights
    for name in named:
        desk.add("party", {"id": name, "legal_name": name.title(), "kind": "person"}, by=BY)
    for number, body in enumerate(given_):
        person = named[number % len(named)]
        desk.add("consent", {"id": f"cns-{number}", "subject": person, "granted_by": person, "capacity": "self",
                             "project_scope": ["this"], "territory": ["worldwide"], **body}, by=BY)


@slow
@given(people, st.lists(consents, max_size=3), st.booleans())
def test_export_then_import_is_the_identity(empty_show, named, given_, revoke):
    with Book(empty_show) as first, Book(empty_show) as second:
        fill(first, named, given_)
        if revoke and given_:
            first.rights.revoke("cns-0", reason="withdrawn", by=BY)
        target = first.root / "rights.json"
        first.rights.exchange.export(target)
        assert {s.what for s in first.rights.exchange.accept(target, by=BY).saved} == {"unchanged"}
        assert {s.what for s in second.rights.exchange.accept(target, by=BY).saved} == {"added"}
        again = second.root / "rights.json"
        second.rights.exchange.export(again)
        assert again.read_bytes() == target.read_bytes()
        table, copy = first.root / "table", second.root / "table"
        first.rights.exchange.export(table)
        assert {s.what for s in second.rights.exchange.accept(table, by=BY).saved} == {"unchanged"}
        second.rights.exchange.export(copy)
        assert {p.name: p.read_bytes() for p in table.iterdir()} == {p.name: p.read_bytes() for p in copy.iterdir()}


steps = st.lists(st.tuples(st.sampled_from(["cns-0", "cns-1"]), st.one_of(
    st.fixed_dictionaries({"shots": st.lists(st.sampled_from(["sc010", "sc020"]), unique=True)}),
    st.fixed_dictionaries({"end": st.sampled_from(["", "2030-01-01", "2031-01-01"])}), st.just("revoke"),
)), max_size=8)  # fmt: skip


@slow
@given(steps)
def test_any_history_of_changes_replays_from_the_files_alone(empty_show, taken):
    with Book(empty_show) as production:
        person = {"use_kinds": ["alter"], "specific_description": "de-ageing of the face in scene 3"}
        fill(production, ["anna"], [person, {**person, "character": "MARA"}])
        desk = production.rights
        expected: dict[str, list[Entry]] = {name: [desk.get(name)] for name in ("cns-0", "cns-1")}
        for name, change in taken:
            if expected[name][-1].revoked:
                continue
            if change == "revoke":
                desk.revoke(name, reason="withdrawn", by=BY)
            elif desk.change("consent", name, change, by=BY).what == "unchanged":
                continue
            expected[name].append(desk.get(name))
        shutil.rmtree(production.root / ".secondunit")
        with Production.open(production.root) as again:
            for name, entries in expected.items():
                assert again.rights.history(again.rights.get(name)) == entries
                assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
            assert {c.id: c for c in again.shop.gate.book.consents} == {n: e[-1].record for n, e in expected.items()}

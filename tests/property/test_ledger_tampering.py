"""Whatever is changed in a sealed ledger or in a record is found, and named where it is."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_helpers import fill, lines, look, open_store, rewrite
from secondunit.store import ledger as ledgers
from secondunit.store.ledger_lines import Draft, spell

quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
FILE = "ledger/000001.jsonl"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("sealed") / "show", seals=3, each=4)  # 1 + 3 x 5 lines


@pytest.fixture(scope="module")
def rows(root):
    return lines(root)


def problems(root: Path, **options: object) -> list[dict]:
    return look(root, **options).problems


def line_of(where: str) -> int:
    return int(where.rpartition(":")[2]) if re.fullmatch(rf"{FILE}:\d+", where) else 0


@quick
@given(data=st.data())
def test_any_changed_byte_of_a_sealed_ledger_is_found_in_its_line(root, rows, data):
    number = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[number]) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytearray(rows[number])
    changed[place] ^= flip
    try:
        rewrite(root, [*rows[:number], bytes(changed), *rows[number + 1:]])
        found = problems(root, records=False)
    finally:
        rewrite(root, rows)
    assert found
    last = number == len(rows) - 1 and place == len(rows[-1]) - 1  # the last line has no end any more
    located = {line_of(p["where"]) for p in found} | {p["seq"] for p in found}
    # a byte that became an end of line makes two lines of one; an end of line that went, one of two
    assert last or located & {number + 1, number + 2}, found
    assert not last or any(p["where"] == "records/ledger.json" for p in found)


@quick
@given(data=st.data())
def test_any_changed_byte_of_a_record_or_of_the_head_is_found_in_its_file(root, data):
    names = sorted(p.relative_to(root).as_posix() for p in (root / "records").rglob("*.json"))
    name = data.draw(st.sampled_from(names))
    path = root / name
    good = path.read_bytes()
    place, flip = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(1, 255))
    path.chmod(0o644)
    try:
        path.write_bytes(good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :])
        found = problems(root)
    finally:
        path.write_bytes(good)
    assert [p["where"] for p in found] == [name]


@quick
@given(low=st.integers(0, 15), length=st.integers(1, 15))
def test_any_run_of_entries_that_is_removed_is_found_where_it_was(root, rows, low, length):
    high = min(low + length, len(rows))
    try:
        rewrite(root, rows[:low] + rows[high:])
        found = problems(root, records=False)
    finally:
        rewrite(root, rows)
    assert found
    if high < len(rows):
        assert any(p["fault"] == "removed" and p["seq"] == low + 1 and line_of(p["where"]) == low + 1 for p in found)
    else:
        assert any(p["fault"] == "removed" and p["where"] == "records/ledger.json" and p["seq"] == low for p in found)


@quick
@given(seed=st.integers(0, 10_000))
def test_any_other_order_is_found_at_a_line_that_moved(root, rows, seed):
    dice = random.Random(seed)
    order = list(range(len(rows)))
    for _ in range(dice.randint(1, 3)):
        order.insert(dice.randrange(len(rows)), order.pop(dice.randrange(len(rows))))
    if order == sorted(order):
        return
    try:
        rewrite(root, [rows[place] for place in order])
        found = problems(root, records=False)
    finally:
        rewrite(root, rows)
    assert found
    broken = {place + 1 for place in range(len(order)) if order[place] != place}
    assert {line_of(p["where"]) for p in found if p["fault"] != "seal"} & broken, found


@quick
@given(place=st.integers(0, 15), source=st.integers(0, 15), forge=st.booleans())
def test_an_inserted_entry_is_found_at_its_line(root, rows, place, source, forge):
    if forge:  # with the right number and the right link, by somebody who has no key
        before = json.loads(rows[place - 1])["hash"] if place else "0" * 64
        line, _ = spell(Draft("approve", "approvals", "apr", 1, "0" * 64), place + 1, before, "2026-11-03T10:00:00Z")
    else:
        line = rows[source]
    try:
        rewrite(root, [*rows[:place], line, *rows[place:]])
        found = problems(root, records=False)
    finally:
        rewrite(root, rows)
    assert any(p["fault"] == "inserted" and line_of(p["where"]) in (place + 1, place + 2) for p in found) or (
        not forge and source == place and any(p["fault"] == "inserted" for p in found)), found


@quick
@given(data=st.data())
def test_no_bytes_whatever_make_the_check_fail_with_an_error(tmp_path, data):
    shutil.rmtree(tmp_path / "x", ignore_errors=True)
    root = tmp_path / "x"
    if not root.exists():
        fill(root, seals=1, each=1)
    rewrite(root, [data.draw(st.binary(max_size=300)), *lines(root), data.draw(st.binary(max_size=300))])
    (root / "records/ledger.json").write_bytes(data.draw(st.binary(max_size=100)))
    assert look(root).problems


@settings(max_examples=25, deadline=None)
@given(plan=st.lists(st.sampled_from(["put", "many", "note", "seal", "open", "die", "tear"]), max_size=14))
def test_whatever_happens_in_whatever_order_the_ledger_holds(tmp_path_factory, plan):
    root = tmp_path_factory.mktemp("plan")
    store = open_store(root)
    saved = ledgers.SEGMENT
    ledgers.SEGMENT = 1500
    written: set[str] = set()
    try:
        for number, step in enumerate(plan):
            match step:
                case "put":
                    store.put("recipes", f"r{number}", {"n": number})
                    written.add(f"r{number}")
                case "many":
                    store.put_many("recipes", {f"r{number}.{n}": {} for n in range(3)})
                    written |= {f"r{number}.{n}" for n in range(3)}
                case "note":
                    store.ledger.note(Draft("refuse", "rulings", "x"))
                case "seal":
                    store.ledger.seal()
                case "die":  # between the entry and the record
                    path = store.records.path("recipes", f"lost{number}", 1)
                    with pytest.raises(KeyboardInterrupt), store.ledger.writing([(path, Draft("record", "recipes",
                                                                            f"lost{number}", 1, "0" * 64))]):  # fmt: skip
                        raise KeyboardInterrupt
                    assert look(root).problems == []
                case "tear":
                    store.close()
                    last = sorted((root / "ledger").glob("*.jsonl"))
                    if last:
                        with last[-1].open("ab") as stream:
                            stream.write(b'{"actor":"')
                    store = open_store(root)
                case _:
                    store.close()
                    store = open_store(root)
        store.put("recipes", "last", {})
        store.ledger.seal()
        report = look(root)
    finally:
        ledgers.SEGMENT = saved
        store.close()
    assert report.problems == []
    assert report.records == len(written) + 1
    assert report.seq == report.sealed

"""The memory of the ledger's end: whatever was done to the files, it says what a reader without memory says."""

from __future__ import annotations

import contextlib
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_helpers import fill, lines, open_store, rewrite
from secondunit.core.errors import RecordCorrupt
from secondunit.store import ledger as ledgers
from secondunit.store import ledger_end
from secondunit.store.ledger_end import EndReader
from secondunit.store.ledger_lines import close

STEPS = ("append", "many", "seal", "tear", "cut", "flip", "forge", "insert", "swap", "segment", "drop")


def said(reader):
    """What a reader says, or the words of its refusal."""
    try:
        return reader.read()
    except RecordCorrupt as error:
        return error.message


def change(root, step, number):
    """Do one thing to a production's ledger, well or badly meant."""
    folder = root / "ledger"
    newest = sorted(folder.glob("*.jsonl"))[-1]
    at = int(newest.stem)
    rows, data = lines(root, at), newest.read_bytes()
    if step in ("append", "many", "seal"):
        store = open_store(root)
        for n in range({"append": 1, "many": 5, "seal": 0}[step]):
            store.append("entities", f"more{n}", {"number": number})
        if step == "seal":
            store.ledger.seal()
        store.close()
    elif step == "tear":
        newest.write_bytes(data + b'{"torn')
    elif step == "cut":
        rewrite(root, rows[: len(rows) - 1 - number % 3], at)
    elif step == "flip" and data:
        place = number % len(data)
        newest.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    elif step == "forge" and rows and b'"verb":"seal"' not in rows[-1]:
        rewrite(root, [*rows[:-1], close(rows[-1].replace(b'"rev":', b'"rev":1')[:-76] + b"}")[0]], at)
    elif step == "insert" and rows:
        rewrite(root, [*rows, rows[number % len(rows)]], at)
    elif step == "swap" and len(rows) > 1:
        rewrite(root, [*rows[:-2], rows[-1], rows[-2]], at)
    elif step == "segment" and len(rows) > 1:
        (folder / f"{at + 1:06d}.jsonl").write_bytes(rows[-1])
        rewrite(root, rows[:-1], at)
    elif step == "drop" and at > 1:
        newest.unlink()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("made") / "show", seals=2, each=2)


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 10_000)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_what_was_read_before_never_changes_what_is_read_now(made, tmp_path_factory, steps):
    root = tmp_path_factory.mktemp("end") / "show"
    shutil.copytree(made, root)
    with_memory = EndReader(root / "ledger")
    for step, number in steps:
        with contextlib.suppress(RecordCorrupt, FileExistsError):  # nothing is written after what does not hold
            change(root, step, number)
        assert said(with_memory) == said(EndReader(root / "ledger"))
    shutil.rmtree(root)


def test_only_what_was_added_is_parsed(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "show")
    store = open_store(tmp_path / "show")
    for number in range(20):
        store.append("entities", f"more{number}", {})
    store.ledger.head()
    parsed = []
    real = ledger_end.parse
    monkeypatch.setattr(ledger_end, "parse", lambda line, where: parsed.append(where) or real(line, where))
    store.ledger.head()
    assert parsed == []
    store.append("entities", "last", {})
    assert store.ledger.head().seq == 28
    assert parsed == ["ledger/000001.jsonl:28"]


@pytest.mark.parametrize("place", [3, -3])
def test_a_line_that_was_read_before_and_is_changed_then_is_noticed(made, tmp_path, place):
    root = tmp_path / "show"
    shutil.copytree(made, root)
    store = open_store(root)
    for number in range(9):
        store.append("entities", f"more{number}", {})
    assert store.ledger.head().seq == 16
    rows = lines(root)
    rows[place] = rows[place].replace(b'"verb":"record"', b'"verb":"Record"')
    rewrite(root, rows)
    if place < 0:  # since the last seal: the gate itself refuses
        with pytest.raises(RecordCorrupt, match=r"000001\.jsonl:14 is damaged"):
            store.ledger.head()
        with pytest.raises(RecordCorrupt), store.ledger.still():
            pass
    else:  # before it: verify tells, as the seal's signature covers it by the chain
        assert store.ledger.head().seq == 16


def test_the_end_may_lie_in_several_files(made, tmp_path, monkeypatch):
    root = tmp_path / "show"
    shutil.copytree(made, root)
    monkeypatch.setattr(ledgers, "SEGMENT", 600)
    store = open_store(root)
    reader = EndReader(root / "ledger")
    for number in range(6):
        store.append("entities", f"more{number}", {})
        assert reader.read() == EndReader(root / "ledger").read()
    assert len(reader.segments()) > 2
    older = root / "ledger" / f"{reader.segments()[-2]:06d}.jsonl"
    older.write_bytes(older.read_bytes()[:-5] + b'ff"}\n')
    with pytest.raises(RecordCorrupt):
        reader.read()

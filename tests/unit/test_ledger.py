"""The ledger: what it holds, what it repairs, and that tampering is found and located."""

from __future__ import annotations

import errno
import json
import os

import pytest

from ledger_helpers import FILE, fill, found, lines, look, made, open_store, rewrite, root  # noqa: F401  # fixtures
from secondunit.core.errors import DiskFull, InputError, RecordCorrupt, StateError, VerifyFailed
from secondunit.core.identity import sha256
from secondunit.gates.records import ledger_check
from secondunit.store import ledger as ledgers
from secondunit.store.ledger_lines import Draft, close, of_record, parse
from secondunit.store.records import Records
from secondunit.store.store import Store


def entries(root):
    return [json.loads(row) for row in lines(root)]


# what it holds


def test_every_record_has_an_entry_with_its_digest(root):
    rows = entries(root)
    assert [row["seq"] for row in rows] == list(range(1, 14))
    assert [row["verb"] for row in rows] == ["begin", *(["record"] * 3 + ["seal"]) * 3]
    for row in rows:
        if row["rev"]:
            path = root / "records" / row["kind"] / f"{row['id']}@{row['rev']:06d}.json"
            assert sha256(path.read_bytes()) == row["digest"]
            assert row["actor"] == "Ada"
            assert row["facts"]["entity"] == row["id"]
    report = look(root)
    assert (report.entries, report.seals, report.records, report.problems) == (13, 3, 9, [])
    assert report.notes == []


def test_the_line_is_what_the_format_says(root):
    before = "0" * 64
    for row in lines(root):
        entry = json.loads(row)
        said = entry.pop("hash")
        assert sha256(row[: row.rindex(b',"hash":')] + b"}") == said
        assert entry["prev"] == before
        before = said
        entry.pop("signature", None)
        spelt = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert row.startswith(spelt[:-1])


def test_the_writer_and_the_checker_read_the_same_lines(root):
    for number, row in enumerate(lines(root), 1):
        ours, theirs = parse(row, "x"), ledger_check._parse("x", row)
        assert isinstance(theirs, ledger_check.Entry)
        assert (ours.seq, ours.hash, ours.hash) == (number, theirs.hash, theirs.true)


@pytest.mark.parametrize("text", ["ü €", "e\u0301", 'quote " \\ back', "line\nbreak\u2028", "\x7f\x00", "𝄞", "a" * 5000])
def test_any_words_go_in_and_hold(tmp_path, text):
    store = open_store(tmp_path)
    store.ledger.note(Draft("refuse", "rulings", text, actor=text, facts={"words": text, text: [1.5, None, True]}))
    store.append("entities", "a", {"why": text, "by": text})
    store.ledger.seal()
    store.close()
    assert found(tmp_path) == []
    assert [e["verb"] for e in store.ledger.entries()] == ["begin", "refuse", "record", "seal"]


def test_what_is_too_long_for_an_entry_is_one_error_and_changes_nothing(tmp_path):
    store = open_store(tmp_path)
    store.append("entities", "a", {})
    before = lines(tmp_path)
    with pytest.raises(InputError):
        store.ledger.note(Draft("refuse", facts={"words": "x" * (2 << 20)}))
    assert lines(tmp_path) == before
    store.append("entities", "b", {})
    assert found(tmp_path) == []


@pytest.mark.parametrize(("body", "verb"), [
    ({"kind": "takes"}, "admit"), ({"kind": "approvals", "approval": {"revoked_at": ""}}, "approve"),
    ({"kind": "approvals", "approval": {"revoked_at": "2026-11-03"}}, "revoke"),
    ({"kind": "consents", "consent": {"revoked_at": ""}}, "record"),
    ({"kind": "consents", "consent": {"revoked_at": "2026-11-03"}}, "revoke"),
    ({"kind": "deliveries", "id": "delivery0001"}, "deliver"),
    ({"kind": "deliveries", "id": "held", "held": {"s1": ["R03"]}}, "hold"),
    ({"kind": "deliveries", "id": "held", "held": {}}, "record"),
    ({"kind": "tasks", "event": "escalate"}, "hold"), ({"kind": "tasks", "event": "start"}, "record"),
    ({"kind": "reviews", "decision": "retake"}, "retake"), ({"kind": "reviews", "decision": "approve"}, "approve"),
    ({"kind": "reviews"}, "record"), ({"kind": "versions", "approved_by": "Ada"}, "approve"),
])  # fmt: skip
def test_the_verb_says_what_was_done(body, verb):
    draft = of_record({"id": "x", "seq": 2, **body}, b"data")
    assert (draft.verb, draft.rev, draft.digest) == (verb, 2, sha256(b"data"))
    assert draft.actor == body.get("approved_by", "")


def test_put_many_is_one_batch_and_one_fsync_more(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    store.append("entities", "first", {})
    calls = []
    real = os.fsync
    monkeypatch.setattr(ledgers.os, "fsync", lambda handle: calls.append(handle) or real(handle))
    plain = Records(tmp_path / "plain")
    plain.put_many("recipes", {f"r{n}": {"n": n} for n in range(5)})
    without = len(calls)
    calls.clear()
    store.put_many("recipes", {f"r{n}": {"n": n} for n in range(5)})
    assert len(calls) == without + 1
    store.put_many("recipes", {f"r{n}": {"n": n} for n in range(6)})
    assert [e["id"] for e in store.ledger.entries() if e["kind"] == "recipes"] == [f"r{n}" for n in range(6)]


def test_a_revision_that_is_taken_leaves_no_entry(tmp_path):
    store = open_store(tmp_path)
    store.append("entities", "a", {"x": 1})
    before = lines(tmp_path)
    with pytest.raises(StateError):
        store.records.append("entities", "a", {"x": 2})
    with pytest.raises(StateError):
        store.put("entities", "a", {"x": 2})
    store.put("entities", "a", {"x": 1})
    assert lines(tmp_path) == before


def test_a_seal_comes_by_itself_after_many_entries(tmp_path, monkeypatch):
    monkeypatch.setattr(ledgers, "EVERY", 5)
    store = open_store(tmp_path)
    for number in range(12):
        store.append("entities", f"e{number}", {})
    report = look(tmp_path)
    assert (report.seals, report.problems) == (2, [])
    assert any("not yet sealed" in note for note in report.notes)
    store.ledger.seal()
    store.ledger.seal()  # nothing new: no second seal
    assert (look(tmp_path).seals, look(tmp_path).notes) == (3, [])


def test_files_of_the_ledger_follow_one_another(tmp_path, monkeypatch):
    monkeypatch.setattr(ledgers, "SEGMENT", 1000)
    fill(tmp_path, seals=4, each=4)
    names = sorted(p.name for p in (tmp_path / "ledger").iterdir())
    assert len(names) > 4
    assert names == [f"{n:06d}.jsonl" for n in range(1, len(names) + 1)]
    assert found(tmp_path) == []
    store = open_store(tmp_path)  # another process goes on where this one ended
    store.append("entities", "late", {})
    assert [e["seq"] for e in store.ledger.entries()] == list(range(1, 23))
    assert found(tmp_path) == []
    (tmp_path / "ledger" / names[2]).unlink()
    faults = found(tmp_path)
    assert ("removed", "ledger/000003.jsonl", 0) in faults
    assert any(fault == "removed" and where == "ledger/000004.jsonl:1" for fault, where, _ in faults)


def test_an_older_production_begins_with_what_is_there(tmp_path, caplog):
    old = Records(tmp_path / "records")
    for number in range(3):
        old.append("entities", "a", {"n": number}, number)
    store = open_store(tmp_path)
    assert not (tmp_path / "ledger").exists()  # looking writes nothing
    store.append("entities", "b", {})
    store.ledger.seal()
    verbs = [(e["verb"], e["id"], e["rev"]) for e in store.ledger.entries()]
    assert verbs == [("begin", "", 0), *(("adopt", "a", n) for n in (1, 2, 3)), ("record", "b", 1), ("seal", "", 0)]
    report = look(tmp_path)
    assert report.problems == []
    assert any("3 records were there before" in note for note in report.notes)
    assert "3 records" in caplog.text


# what it repairs


def test_a_torn_line_is_cut_off_kept_and_told(root, caplog):
    path = root / FILE
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"actor":"Ada","at":"2026')
    report = look(root)
    assert report.problems == []
    assert any("not whole" in note for note in report.notes)
    store = open_store(root)
    assert path.read_bytes().startswith(whole)
    kept = root / "ledger" / f"000001-{len(whole)}.torn"
    assert kept.read_bytes() == b'{"actor":"Ada","at":"2026'
    last = list(store.ledger.entries())[-1]
    assert (last["verb"], last["facts"]["sha256"]) == ("mend", sha256(kept.read_bytes()))
    assert "cut off" in caplog.text
    store.append("entities", "next", {})
    store.ledger.seal()
    report = look(root)
    assert report.problems == []
    assert any("torn line" in note for note in report.notes)


def test_an_entry_whose_record_never_came_is_taken_back(tmp_path, monkeypatch, caplog):
    store = open_store(tmp_path)
    store.append("entities", "a", {})

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("secondunit.store.records.write_all_new", die)
        with pytest.raises(KeyboardInterrupt):
            store.put_many("recipes", {"r1": {}, "r2": {}})
    report = look(tmp_path)  # before anything is repaired
    assert report.problems == []
    assert sum("entered last and not there" in note for note in report.notes) == 2
    store.close()
    store = open_store(tmp_path)
    voids = [e["facts"] for e in store.ledger.entries() if e["verb"] == "void"]
    assert [(v["kind"], v["id"], v["rev"]) for v in voids] == [("recipes", "r1", 1), ("recipes", "r2", 1)]
    assert "was not written" in caplog.text
    store.put_many("recipes", {"r1": {"other": 1}, "r2": {}})
    store.ledger.seal()
    assert found(tmp_path) == []
    assert look(tmp_path).records == 3
    assert sum("was never written" in note for note in look(tmp_path).notes) == 2


def test_a_deleted_record_is_not_taken_for_a_crash(tmp_path):
    fill(tmp_path, seals=1)
    store = open_store(tmp_path)
    store.append("entities", "late", {})
    store.append("entities", "later", {})
    store.close()
    (tmp_path / "records/entities/shot2@000001.json").unlink()  # sealed
    (tmp_path / "records/entities/late@000001.json").unlink()  # not sealed, but something was written after it
    assert [(fault, where) for fault, where, _ in found(tmp_path)] == [
        ("removed", "records/entities/shot2@000001.json"), ("removed", "records/entities/late@000001.json")]
    store = open_store(tmp_path)
    assert "void" not in [e["verb"] for e in store.ledger.entries()]


def test_a_process_killed_between_a_seal_and_its_head_leaves_both_good(root):
    path = root / "records/ledger.json"
    older = path.read_bytes()
    store = open_store(root)
    store.append("entities", "x", {})
    store.ledger.seal()
    path.write_bytes(older)
    assert found(root) == []
    store.append("entities", "y", {})
    store.ledger.seal()
    assert json.loads(path.read_bytes())["seals"] == 5
    assert found(root) == []


@pytest.mark.parametrize("where", ["write", "fsync"])
def test_a_full_disk_leaves_a_whole_ledger_and_loses_nothing(tmp_path, monkeypatch, where):
    store = open_store(tmp_path)
    store.append("entities", "a", {})
    before = lines(tmp_path)

    def full(handle: int, data: bytes = b"") -> int:
        if where == "write" and len(data) > 10 and not hasattr(full, "once"):
            full.once = True
            return real(handle, data[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    real = os.write
    with monkeypatch.context() as patched:
        patched.setattr(ledgers.os, where, full)
        with pytest.raises(DiskFull) as caught:
            store.append("entities", "b", {})
    assert caught.value.hint
    assert lines(tmp_path) == before
    assert not (tmp_path / "records/entities/b@000001.json").exists()
    store.append("entities", "b", {})
    store.ledger.seal()
    assert found(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_still_read(root, monkeypatch):
    (root / FILE).write_bytes((root / FILE).read_bytes() + b"torn")
    monkeypatch.setattr(ledgers.os, "access", lambda *_: False)
    store = Store(root)
    assert sum(1 for _ in store.ledger.entries()) == 13
    assert (root / FILE).read_bytes().endswith(b"torn")


def test_nothing_is_written_after_a_last_entry_that_was_changed(root):
    rows = lines(root)
    rewrite(root, [*rows[:-1], rows[-1].replace(b'"number":3', b'"number":4')])
    store = open_store(root)
    with pytest.raises(RecordCorrupt) as caught:
        store.append("entities", "x", {})
    assert "verify" in caught.value.hint
    assert not (root / "records/entities/x@000001.json").exists()


def test_entries_that_were_changed_behind_our_back_are_not_sealed(tmp_path):
    store = open_store(tmp_path)
    for number in range(3):
        store.append("entities", f"e{number}", {"by": "Ada"})
    rows = lines(tmp_path)
    forged, _ = close(rows[-1].replace(b'"actor":"Ada"', b'"actor":"Eve"')[:-76] + b"}")
    rewrite(tmp_path, [*rows[:-1], forged])
    with pytest.raises(VerifyFailed):
        store.ledger.seal()

"""Checking a ledger: tampering is found and located, hostile files included."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from ledger_helpers import FILE, ID, fill, found, lines, look, made, open_store, rewrite, root, signer  # noqa: F401
from secondunit.gates.records import ledger_check
from secondunit.store.ledger_lines import START, Draft, body_of_seal, close, spell


def test_a_changed_entry(root):
    rows = lines(root)
    rows[5] = rows[5].replace(b'"actor":"Ada"', b'"actor":"Eve"')
    rewrite(root, rows)
    assert found(root) == [("changed", f"{FILE}:6", 6)]


def test_a_changed_entry_with_a_new_hash(root):
    rows = lines(root)
    body = rows[5].replace(b'"actor":"Ada"', b'"actor":"Eve"')[:-76] + b"}"
    rows[5], _ = close(body)
    rewrite(root, rows)
    assert found(root) == [("changed", f"{FILE}:6", 6)]


def test_a_chain_that_was_made_again_up_to_the_seal(root):
    """Who can compute hashes but has no key is found by the seal, and by the record that the entry is of."""
    rows = lines(root)
    prev = json.loads(rows[1])["prev"]
    for number, row in enumerate(rows[1:], 1):
        entry = json.loads(row)
        signature = entry.pop("signature", "")
        entry.pop("hash")
        if number == 2:
            entry["digest"] = "0" * 64
        entry["prev"] = prev
        body = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
        rows[number], prev = close(body, signature)
    rewrite(root, rows)
    faults = found(root)
    assert ("seal", f"{FILE}:5", 5) in faults
    assert ("changed", "records/entities/shot1@000001.json", 3) in faults


def test_removed_inserted_moved_and_swapped_entries(root):
    rows = lines(root)
    forged, _ = spell(Draft("approve", "approvals", "apr-1", 1, "0" * 64), 6, json.loads(rows[5])["prev"],
                      "2026-11-03T10:00:00Z")  # fmt: skip
    cases = {
        "removed": (rows[:5] + rows[6:], [("removed", f"{FILE}:6", 6)]),
        "removed run": (rows[:5] + rows[8:], [("removed", f"{FILE}:6", 6)]),
        "copied": ([*rows[:8], rows[2], *rows[8:]], [("inserted", f"{FILE}:9", 3)]),
        "forged": ([*rows[:5], forged, *rows[5:]], [("inserted", f"{FILE}:6", 6)]),
        "swapped": ([*rows[:5], rows[6], rows[5], *rows[7:]], [("reordered", f"{FILE}:6", 7)]),
        "moved": (rows[:3] + rows[4:9] + [rows[3]] + rows[9:], [("reordered", f"{FILE}:9", 4)]),
        "garbage": ([*rows[:5], b"nonsense\n", *rows[5:]], [("changed", f"{FILE}:6", 6)]),
        "blank": ([*rows[:5], b"\n", *rows[5:]], [("changed", f"{FILE}:6", 6)]),
    }
    for name, (changed, expected) in cases.items():
        rewrite(root, changed)
        faults = [fault for fault in found(root, records=False) if fault[0] != "seal"]
        assert expected[0] in faults, name
        assert len(faults) <= 2, (name, faults)


def test_a_removed_end_is_missed(root):
    rows = lines(root)
    rewrite(root, rows[:9])  # the last sealed batch, with its seal
    faults = found(root)
    assert ("removed", "records/ledger.json", 9) in faults
    assert {where for fault, where, _ in faults if fault == "unrecorded"} == {
        f"records/entities/shot{n}@000003.json" for n in range(3)}


def test_a_removed_ledger_is_missed_and_a_new_one_says_so(root):
    shutil.rmtree(root / "ledger")
    assert ("removed", "records/ledger.json", 0) in found(root)
    store = open_store(root)
    store.append("entities", "x", {})
    store.ledger.seal()
    assert ("lost", f"{FILE}:1", 1) in found(root)


def test_the_head_beside_is_signed_and_missed(root):
    path = root / "records/ledger.json"
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"seals":3', b'"seals":2'))
    assert ("changed", "records/ledger.json", 13) in found(root)
    path.unlink()
    assert found(root) == [("removed", "records/ledger.json", 0)]


def test_a_command_killed_before_the_very_first_head_is_told_as_that(tmp_path):
    fill(tmp_path, seals=1)
    (tmp_path / "records/ledger.json").unlink()
    assert found(tmp_path) == []
    assert any("between the first seal and the head" in note for note in look(tmp_path).notes)
    store = open_store(tmp_path)
    store.append("entities", "x", {})
    store.ledger.seal()
    store.close()
    (tmp_path / "records/ledger.json").unlink()
    assert found(tmp_path) == [("removed", "records/ledger.json", 0)]


def test_changed_deleted_and_added_records(root):
    folder = root / "records/entities"
    path = folder / "shot0@000002.json"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"Ada", b"Eve"))
    (folder / "shot1@000001.json").unlink()
    (folder / "shot9@000001.json").write_bytes(b"{}")
    (root / "records/consents").mkdir()
    (root / "records/consents/con-1@000001.json").write_bytes(b"{}")
    assert set(found(root)) == {
        ("changed", "records/entities/shot0@000002.json", 6), ("removed", "records/entities/shot1@000001.json", 3),
        ("unrecorded", "records/entities/shot9@000001.json", 0), ("unrecorded", "records/consents/con-1@000001.json", 0),
    }


def test_a_record_moved_under_another_name_is_located_twice(root):
    (root / "records/entities/shot0@000001.json").rename(root / "records/entities/shot7@000001.json")
    assert set(found(root)) == {("removed", "records/entities/shot0@000001.json", 2),
                                ("unrecorded", "records/entities/shot7@000001.json", 0)}  # fmt: skip


def test_links_are_not_followed(root, tmp_path):
    path = root / "records/entities/shot0@000001.json"
    copy = tmp_path / "copy.json"
    path.rename(copy)
    path.symlink_to(copy)
    assert found(root) == [("changed", "records/entities/shot0@000001.json", 2)]
    path.unlink()
    copy.rename(path)
    moved = tmp_path / "moved.jsonl"
    (root / FILE).rename(moved)
    (root / FILE).symlink_to(moved)
    assert found(root)[0] == ("changed", FILE, 0)


def test_an_entry_of_a_path_out_of_the_folder_is_not_followed(tmp_path):
    store = open_store(tmp_path)
    store.ledger.note(Draft("record", "../../etc", "passwd", 1, "0" * 64), Draft("record", "entities", "../x", 1, "0" * 64))
    store.append("entities", "a", {})
    faults = [p for p in look(tmp_path).problems if "cannot be" in p["what"]]
    assert [p["seq"] for p in faults] == [2, 3]


def test_another_key_and_another_production(root, tmp_path):
    signer(root, seed=9)
    assert {fault for fault, _, _ in found(root)} == {"key", "changed"}
    signer(root)
    assert {fault for fault, _, _ in found(root, production="prd-2")} == {"foreign"}
    other = fill(tmp_path / "other", seed=2, production="prd-2")
    shutil.rmtree(root / "ledger")
    shutil.copytree(other / "ledger", root / "ledger")
    assert next(p for p in found(root) if p[0] == "key")[1] == f"{FILE}:5"


def test_seals_that_were_swapped(root):
    rows = lines(root)
    rows[4], rows[8] = rows[8], rows[4]
    rewrite(root, rows)
    faults = found(root)
    assert {fault for fault, _, _ in faults} & {"reordered", "removed"}
    assert all(where.startswith(FILE) for _, where, _ in faults)


def test_a_void_cannot_take_back_what_was_sealed(root):
    store = open_store(root)
    store.ledger.note(Draft("void", facts={"entry": 3, "kind": "entities", "id": "shot1", "rev": 1}))
    store.ledger.seal()
    (root / "records/entities/shot1@000001.json").unlink()
    assert set(found(root)) == {("inserted", f"{FILE}:14", 14), ("removed", "records/entities/shot1@000001.json", 3)}


def test_a_clock_that_was_set_back_is_noted_where(root):
    store = open_store(root)
    store.ledger.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    store.append("entities", "x", {})
    store.append("entities", "y", {})
    report = look(root)
    assert report.problems == []
    assert [note.partition(":")[0] for note in report.notes if "set back" in note] == ["ledger/000001.jsonl"]
    assert any(f"{FILE}:14: entry 14 is dated 2020-01-01" in note for note in report.notes)


def test_a_head_that_somebody_holds(root, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(root, old)
    store = open_store(root)
    store.append("entities", "x", {})
    head = str(store.ledger.seal())
    assert look(root, expect=[(head, "a guild")]).problems == []
    assert look(old).problems == []  # from inside an older copy looks whole
    assert found(old, expect=[(head, "a guild")]) == [("rolled back", "a guild", 13)]
    other = "15-" + "0" * 64
    assert found(root, expect=[(other, "a guild")]) == [("rolled back", "a guild", 15)]
    with pytest.raises(ValueError, match="is not a head"):
        look(root, expect=[("abc", "a guild")])


def test_many_problems_are_counted_not_kept(tmp_path):
    store = open_store(tmp_path)
    store.put_many("recipes", {f"r{n}": {} for n in range(300)})
    store.ledger.seal()
    for path in (tmp_path / "records/recipes").iterdir():
        path.unlink()
    report = look(tmp_path)
    assert len(report.problems) == ledger_check.MOST
    assert "100 more problems are not listed" in report.to_json()["notes"]


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b"null\n", b"NaN\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b"1" * (3 << 20) + b"\n",
                                  b'{"seq":' + b"9" * 5000 + b"}\n"])  # fmt: skip
def test_hostile_lines_are_located(root, line):
    rows = lines(root)
    rewrite(root, [*rows[:3], line, *rows[3:]])
    assert ("changed", f"{FILE}:4", 4) in found(root, records=False)


def test_no_ledger_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        ledger_check.check(tmp_path)
    assert ledger_check.main([str(tmp_path)]) == 2


def test_the_program_alone_says_the_same(root, capsys):
    assert ledger_check.main([str(root), "--json", "--production", ID]) == 0
    assert json.loads(capsys.readouterr().out) == look(root).to_json()
    rewrite(root, lines(root)[1:])
    assert ledger_check.main([str(root)]) == 7
    assert f"{FILE}:1: removed" in capsys.readouterr().out


# what only a fault of ours, or the holder of the key, could write


def sealed(root, last, **changed):
    """A seal with a good signature after the line `last`, its facts changed."""
    entry, sealer = json.loads(last), signer(root)
    seq = entry["seq"] + 1
    facts = {"from": 1, "to": seq - 1, "number": 1, "first": "", "production": ID, "key_id": sealer.key_id, **changed}
    body = body_of_seal(Draft("seal", facts=facts), seq, entry["hash"], "2026-11-03T12:00:00Z")
    return close(body, base64.b64encode(sealer.sign(body)).decode())[0]


@pytest.mark.parametrize("changed", [{"from": 11}, {"to": 12}, {"number": 5}, {"number": "4"}, {"from": None}])
def test_a_signed_seal_of_other_entries_is_found(root, changed):
    rows = lines(root)
    good = {"from": 14, "to": 13, "number": 4}
    last = sealed(root, rows[-1], **{**good, **changed})
    rewrite(root, [*rows, last])
    assert found(root) == [("seal", f"{FILE}:14", 14)]
    rewrite(root, [*rows, sealed(root, rows[-1], **good)])
    assert found(root) == []


def test_a_seal_of_another_production_by_the_same_key_is_found(root):
    rows = lines(root)
    rewrite(root, [*rows, sealed(root, rows[-1], **{"from": 14, "to": 13, "number": 4, "production": "prd-2"})])
    assert found(root) == [("foreign", f"{FILE}:14", 14)]


def test_a_number_that_jumps_is_found_though_the_chain_holds(root):
    rows = lines(root)
    line, chain = spell(Draft("note"), 20, json.loads(rows[-1])["hash"], "2026-11-03T12:00:00Z")
    rewrite(root, [*rows, line, spell(Draft("note"), 21, chain, "2026-11-03T12:00:00Z")[0]])
    assert found(root) == [("removed", f"{FILE}:14", 14)]


def test_two_ledgers_one_after_the_other_are_found(root, tmp_path):
    other = fill(tmp_path / "other", seals=1)
    rewrite(root, [*lines(root), *lines(other)])
    faults = found(root, records=False)
    assert ("inserted", f"{FILE}:14", 1) in faults
    told = next(p["what"] for p in look(root, records=False).problems if p["fault"] == "inserted")
    assert told == "the numbers go from 13 to 1: two ledgers are mixed here"


def test_a_line_that_became_nonsense_is_one_problem(root):
    rows = lines(root)
    rewrite(root, [*rows[:5], b"nonsense\n", *rows[6:]])
    assert found(root, records=False) == [("changed", f"{FILE}:6", 6)]
    rewrite(root, [*rows[:5], rows[5][:-1] + b" " + rows[6], *rows[7:]])  # two lines of one
    assert found(root, records=False) == [("changed", f"{FILE}:6", 6)]


def test_what_was_taken_out_is_counted_and_named(root):
    rows = lines(root)
    cases = {
        "entry 6 is gone before this line": rows[:5] + rows[6:],
        "2 of the entries 6 to 7 are gone before this line": rows[:5] + rows[7:],
        "1 of the entries 6 to 7 is gone before this line": rows[:5] + rows[7:9] + [rows[5]] + rows[9:],
    }
    for words, changed in cases.items():
        rewrite(root, changed)
        assert words in [p["what"] for p in look(root, records=False).problems if p["fault"] == "removed"]


@pytest.mark.parametrize("moved", [5, 6, 7])
def test_each_of_several_that_went_is_known_where_it_comes_again(root, moved):
    rows = lines(root)
    rewrite(root, [*rows[:5], *rows[8:10], rows[moved], *rows[10:]])
    told = [(p["seq"], p["what"]) for p in look(root, records=False).problems if p["fault"] == "reordered"]
    assert told == [(moved + 1, f"entry {moved + 1} was moved here from its place")]


def test_a_copy_is_told_as_put_in(root):
    rows = lines(root)
    rewrite(root, [*rows[:9], rows[2], *rows[9:]])
    assert [p["what"] for p in look(root).problems] == [
        "entry 3 was put in here", "2 entries say that they wrote this record"]


def test_a_batch_of_copies_is_told_each(root):
    rows = lines(root)
    rewrite(root, [*rows[:9], rows[2], rows[6], rows[1], *rows[9:]])
    assert sorted(found(root, records=False)) == [("inserted", f"{FILE}:{n}", seq) for n, seq in ((10, 3), (11, 7), (12, 2))]


def test_a_short_line_after_one_that_is_far_too_long_is_read_again(root):
    rows = lines(root)
    rewrite(root, [*rows[:5], b"x" * (3 << 20) + b"\n", *rows[5:]])
    report = look(root, records=False)
    assert report.entries == 13
    assert [(p["fault"], p["where"]) for p in report.problems] == [("changed", f"{FILE}:6")]
    rewrite(root, [*rows[:5], b"x" * (3 << 20) + b"\n", *rows[8:]])  # three went with it
    assert found(root, records=False) == [("changed", f"{FILE}:6", 6), ("removed", f"{FILE}:7", 6)]


def test_problems_and_notes_without_end_are_counted(root):
    rows = lines(root)
    rewrite(root, [line for row in rows[:-1] for line in (row, *[rows[0]] * 20)] + rows[-1:])
    report = look(root, records=False)
    assert {p["fault"] for p in report.problems} == {"inserted"}
    assert (len(report.problems), report.unlisted, report.entries) == (ledger_check.MOST, 40, 13)
    for number in range(300):
        (root / f"ledger/x{number}").touch()
    assert len(look(root).notes) == ledger_check.MOST


def test_a_note_is_told_once():
    report = ledger_check.Report()
    for text in ("a", "b", "a"):
        report.note(text)
    assert report.notes == ["a", "b"]
    assert report.to_json()["key_id"] == report.to_json()["production"] == report.first == ""


def test_the_first_entry_has_nothing_before_it(tmp_path):
    store = open_store(tmp_path)
    store.append("entities", "a", {})
    rows = lines(tmp_path)
    assert json.loads(rows[0])["prev"] == START
    rewrite(tmp_path, rows[1:])
    assert found(tmp_path, records=False) == [("removed", f"{FILE}:1", 1)]


def test_records_that_went_at_the_end_of_what_is_not_sealed_are_told(root):
    store = open_store(root)
    store.put_many("recipes", {"r1": {}, "r2": {}, "r3": {}})
    for name in ("r1", "r3"):
        (root / f"records/recipes/{name}@000001.json").unlink()
    assert found(root) == [("removed", "records/recipes/r1@000001.json", 14)]
    notes = look(root).notes
    assert "records/recipes/r3@000001.json: entered last and not there: its command was killed, or it was taken away" in notes
    store.ledger.seal()
    assert {row[1] for row in found(root)} == {"records/recipes/r1@000001.json", "records/recipes/r3@000001.json"}


def test_two_entries_of_one_record_are_found(tmp_path):
    store = open_store(tmp_path)
    store.append("entities", "a", {})
    entry = json.loads(lines(tmp_path)[-1])
    store.ledger.note(Draft("record", "entities", "a", 1, entry["digest"]))
    assert found(tmp_path) == [("inserted", "records/entities/a@000001.json", 0)]


def test_a_record_that_became_a_pipe_or_a_folder_is_found_and_not_waited_for(root):
    import os

    path = root / "records/entities/shot0@000001.json"
    path.unlink()
    os.mkfifo(path)
    assert found(root) == [("changed", "records/entities/shot0@000001.json", 2)]
    path.unlink()
    path.mkdir()
    assert found(root) == [("changed", "records/entities/shot0@000001.json", 2)]


def test_a_folder_of_records_that_is_a_link_is_found(root, tmp_path):
    (root / "records/entities").rename(tmp_path / "entities")
    (root / "records/entities").symlink_to(tmp_path / "entities")
    told = look(root).problems
    assert len(told) == 9
    assert {p["fault"] for p in told} == {"changed"}
    assert "link" in told[0]["what"]


@pytest.mark.parametrize(("at", "noted"), [("2026-11-03T10:01:00Z", False), ("2026-11-03T10:00:09Z", True), ("", True)])
def test_two_minutes_are_no_clock_set_back(root, at, noted):
    rows = lines(root)
    last = json.loads(rows[-1])
    assert last["at"] == "2026-11-03T10:02:10Z"
    rewrite(root, [*rows, spell(Draft("note"), 14, last["hash"], at)[0]])
    assert any("set back" in note for note in look(root).notes) == noted


def test_what_lies_beside_the_files_is_noted(root):
    (root / "ledger/notes.txt").write_text("x")
    (root / "ledger/.tmp-abc").write_text("x")
    assert look(root).notes == ["ledger/notes.txt is no part of the ledger"]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'"x"', b"\xff", b'{"seq": 1}', b"[" * 100_000])
def test_a_head_that_is_none_is_located(root, data):
    (root / "records/ledger.json").write_bytes(data)
    assert found(root) == [("changed", "records/ledger.json", 0)]


def test_a_key_that_is_none_is_located(root):
    for data in (b"", b"nonsense"):
        (root / "keys/gate.pub").write_bytes(data)
        assert found(root) == [("key", "keys/gate.pub", 0)]
    (root / "keys/gate.pub").unlink()
    assert found(root) == [("key", "keys/gate.pub", 0)]
    assert found(root, key=_pem(root)) == []


def _pem(root) -> bytes:
    signer(root)
    return (root / "keys/gate.pub").read_bytes()


def test_a_head_of_a_later_seal_whose_entries_are_gone_says_how_many(root):
    rows = lines(root)
    rewrite(root, rows[:5])
    told = [p["what"] for p in look(root, records=False).problems]
    assert told == ["records/ledger.json holds the head of entry 13; this ledger ends at entry 5", "of 3 seals 1 are here"]


def test_people_read_the_same_that_programs_do(root):
    out: list[str] = []
    ledger_check.show(look(root).to_json(), out.append)
    assert out[-2] == "13 entries, 3 seals, 9 records: all hold"
    assert out[-1].startswith(f"head {look(root).seq}-")
    rewrite(root, lines(root)[1:])
    out.clear()
    ledger_check.show(look(root).to_json(), out.append)
    assert out[-2].endswith(f"records: {len(look(root).problems)} problems")


def test_a_first_entry_that_has_one_before_it_is_located(root):
    line, _ = spell(Draft("note"), 1, "1" * 64, "2026-11-03T10:00:00Z")
    rewrite(root, [line])
    assert ("changed", f"{FILE}:1", 0) in found(root, records=False)


def test_a_copy_after_a_line_that_cannot_be_read_is_told_as_put_in(root):
    rows = lines(root)
    rewrite(root, [*rows[:5], b"nonsense\n", rows[4], *rows[5:]])
    assert found(root, records=False) == [("changed", f"{FILE}:6", 6), ("inserted", f"{FILE}:7", 5)]


def test_an_old_number_on_the_newest_chain_is_located_where_it_stands(root):
    rows = lines(root)
    line, chain = spell(Draft("note"), 5, json.loads(rows[-1])["prev"], "2026-11-03T12:00:00Z")
    rewrite(root, [*rows, line, spell(Draft("note"), 6, chain, "2026-11-03T12:00:00Z")[0]])
    assert ("inserted", f"{FILE}:14", 5) in found(root, records=False)


def test_an_entry_cannot_take_back_itself(root):
    store = open_store(root)
    store.ledger.note(Draft("void", facts={"entry": 14, "kind": "entities", "id": "x", "rev": 1}))
    assert found(root) == [("inserted", f"{FILE}:14", 14)]


def test_a_record_that_went_before_a_refusal_was_noted_is_told(root):
    store = open_store(root)
    store.append("entities", "x", {})
    store.ledger.note(Draft("refuse", "rulings", "r"))
    (root / "records/entities/x@000001.json").unlink()
    assert found(root) == [("removed", "records/entities/x@000001.json", 14)]


def test_names_are_collected_only_where_the_folder_and_the_ledger_differ(root, monkeypatch):
    calls = []
    monkeypatch.setattr(ledger_check._Records, "_locate", lambda self: calls.append(1))
    assert found(root) == [] and not calls
    path = root / "records/entities/shot0@000001.json"
    path.rename(root / "copy.json")
    path.symlink_to(root / "copy.json")
    assert found(root) == [("changed", "records/entities/shot0@000001.json", 2)] and not calls
    (root / "records/entities/shot9@000001.json").write_bytes(b"{}")
    found(root)
    assert calls


def test_a_record_as_large_as_may_be_is_read_and_a_larger_one_is_not(root, monkeypatch):
    size = (root / "records/entities/shot0@000001.json").stat().st_size
    monkeypatch.setattr(ledger_check, "LARGEST", size)
    assert found(root) == []
    monkeypatch.setattr(ledger_check, "LARGEST", size - 1)
    assert ("changed", "records/entities/shot0@000001.json", 2) in found(root)


def test_a_key_of_another_kind_is_no_key_of_a_gate(root):
    from cryptography.hazmat.primitives.asymmetric import ec, x25519
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    for other in (ec.generate_private_key(ec.SECP256R1()), x25519.X25519PrivateKey.generate()):
        pem = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (root / "keys/gate.pub").write_bytes(pem)
        assert found(root) == [("key", "keys/gate.pub", 0)]


def test_where_all_holds_nothing_is_said_to_be_left_out(root):
    assert look(root).to_json()["notes"] == []


@pytest.mark.parametrize(("name", "value"), [
    ("seq", "13"), ("seq", True), ("seals", None), ("seals", 3.0), ("head", 1), ("first", []), ("production", None), ("kind", "other")])
def test_a_signed_head_that_is_not_written_as_one_is_located(root, name, value):
    sealer, path = signer(root), root / "records/ledger.json"
    body = {key: each for key, each in json.loads(path.read_bytes()).items() if key != "signature"} | {name: value}
    signature = base64.b64encode(sealer.sign(ledger_check._spell(body).encode())).decode()
    path.write_bytes(ledger_check._spell({**body, "signature": signature}).encode() + b"\n")
    assert found(root) == [("changed", "records/ledger.json", 0)]


def test_the_file_runs_by_itself(root):
    done = subprocess.run([sys.executable, "-I", ledger_check.__file__, str(root)], capture_output=True, text=True)
    assert (done.returncode, "13 entries, 3 seals, 9 records: all hold" in done.stdout) == (0, True)
    rewrite(root, lines(root)[1:])
    assert subprocess.run([sys.executable, "-I", ledger_check.__file__, str(root)], capture_output=True).returncode == 7

"""Attempts to turn time back: revocations taken away, ledgers exchanged, clocks set back. Each must refuse."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gate_helpers import CONSENT
from secondunit.core.errors import ClockBack, RecordCorrupt, StudioError, UsageError, VerifyFailed
from secondunit.execution import gatekeeper
from secondunit.gates.records import roll
from secondunit.production import Production
from secondunit.store.ledger_lines import Draft, body_of_seal, close, parse
from slates import empty_show, make, show, slates  # noqa: F401

REVOKED = replace(CONSENT, revoked_at="2026-02-01")


def consents(show, *records):
    for record in records:
        show.shop.gate.register.enter("consents", record, by="Ida Lund")
    show.close()
    return show.root / "records" / "consents"


def refuses(root) -> StudioError:
    with pytest.raises((VerifyFailed, RecordCorrupt)) as caught, Production.open(root) as again:
        make(again, slates(1, 1))
    with Production.open(root) as again:
        assert not list(again.store.index.all("takes"))
    return caught.value


def test_a_revocation_whose_file_is_taken_away(show):
    folder = consents(show, CONSENT, REVOKED)
    (folder / "c1@000002.json").unlink()
    shutil.rmtree(show.root / ".secondunit")
    refuses(show.root)


def test_a_revocation_taken_away_before_the_ledger_was_signed(show):
    folder = consents(show, CONSENT)
    again = Production.open(show.root)
    again.shop.gate.register.enter("consents", REVOKED, by="Anna")
    again.store.close()  # killed: the ledger is not signed
    (folder / "c1@000002.json").unlink()
    again = Production.open(show.root)  # the entry without a record looks like that of a killed command
    assert again.store.ledger.head().seq
    again.store.close()
    with Production.open(show.root) as again:
        told = [entry for entry in again.store.ledger.entries() if entry["verb"] == "void"]
    assert told and told[0]["facts"]["id"] == "c1"  # it cannot be told from a crash, but it is on record


def test_a_whole_record_taken_away(show):
    folder = consents(show, CONSENT, replace(CONSENT, id="c2"))
    (folder / "c2@000001.json").unlink()
    refuses(show.root)


def test_the_ledger_taken_away(show):
    consents(show, CONSENT)
    shutil.rmtree(show.root / "ledger")
    (show.root / "records" / "ledger.json").unlink()
    refuses(show.root)
    with Production.open(show.root) as again:
        again.store.put("reviews", "r1", {"decision": "approve"})  # a new ledger begins, with the records that are there
    assert "another ledger" in refuses(show.root).message


def test_the_ledger_of_another_production(show, tmp_path):
    consents(show, CONSENT)
    with Production.new(tmp_path / "other", title="Other") as other:
        other.shop.gate.register.enter("consents", CONSENT, by="Ida Lund")
    shutil.rmtree(show.root / "ledger")
    shutil.copytree(tmp_path / "other" / "ledger", show.root / "ledger")
    refuses(show.root)


def test_the_end_of_the_ledger_cut_off_with_the_record(show):
    folder = consents(show, CONSENT)
    segment = show.root / "ledger" / "000001.jsonl"
    before = segment.read_bytes()
    with Production.open(show.root) as again:
        again.shop.gate.register.enter("consents", REVOKED, by="Anna")
    segment.write_bytes(before)
    refuses(show.root)  # the record is there, the ledger does not know it
    (folder / "c1@000002.json").unlink()
    refuses(show.root)  # both are gone, the signed head is not


def test_the_clock_set_back(show, monkeypatch):
    consents(show, CONSENT)

    class Early(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(days=400)

    monkeypatch.setattr(gatekeeper, "datetime", Early)
    with Production.open(show.root) as again:
        with pytest.raises(ClockBack):
            make(again, slates(1, 1))
        again.store.ledger.clock = lambda: datetime.now(UTC) - timedelta(days=400)
        again.shop.gate.register.enter("consents", replace(CONSENT, id="c3"), by="Ida Lund")  # an entry of that time
    with Production.open(show.root) as again, pytest.raises(ClockBack):  # does not turn the ledger back
        make(again, slates(1, 1))
    with Production.open(show.root) as again:
        with pytest.raises(UsageError):
            again.set_clock(by=" ", why="because")
        again.store.ledger.clock = lambda: datetime.now(UTC) - timedelta(days=400)
        again.set_clock(by="Ida Lund", why="the laptop had no battery and woke up in 2027")
    with Production.open(show.root) as again:
        assert "clock" in {entry["verb"] for entry in again.store.ledger.entries()}
        assert again.store.ledger.latest() < (datetime.now(UTC) - timedelta(days=300)).isoformat()


def test_a_sealed_entry_that_was_changed_stops_the_next_seal(show):
    consents(show, CONSENT)
    segment = show.root / "ledger" / "000001.jsonl"
    lines = segment.read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[-1])
    assert entry["verb"] == "seal"
    lines[-1] = lines[-1].replace(b'"number":', b'"numbeR":')
    segment.write_bytes(b"".join(lines))
    with pytest.raises(StudioError), Production.open(show.root) as again:
        make(again, slates(1, 1))


def test_a_seal_written_by_hand_after_a_revocation_was_taken_away(show):
    folder = consents(show, CONSENT, REVOKED)
    segment = show.root / "ledger" / "000001.jsonl"
    last = parse(segment.read_bytes().splitlines(keepends=True)[-1], "")
    forged = {**last.entry["facts"], "from": last.seq + 1, "to": last.seq, "number": last.entry["facts"]["number"] + 1,
              "rights": roll.digest_of({("consents", "c1"): 1})}  # fmt: skip
    line, _ = close(body_of_seal(Draft("seal", facts=forged), last.seq + 1, last.hash, last.entry["at"]),
                    last.entry["signature"])
    (folder / "c1@000002.json").unlink()
    segment.write_bytes(segment.read_bytes() + line)
    show.store.ledger.wrote = False  # the fixture has nothing left to sign
    with pytest.raises(VerifyFailed, match="seal"), Production.open(show.root) as again:
        again.store.put("reviews", "r1", {"decision": "approve"})  # an honest seal on top would hide it
    assert "seal" in refuses(show.root).message


def test_a_clock_entry_written_by_hand_counts_for_nothing(show):
    consents(show, CONSENT)
    with Production.open(show.root) as again:
        was = again.store.ledger.latest()
        again.store.ledger.clock = lambda: datetime.now(UTC) - timedelta(days=400)
        again.store.ledger.note(Draft("clock", actor="Ida Lund", facts={"why": "because"}))
        assert again.store.ledger.latest() == was
    with Production.open(show.root) as again:
        assert again.store.ledger.latest() == was

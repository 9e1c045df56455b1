"""Rights are read from their files: what another process wrote counts, what cannot be read refuses."""

from __future__ import annotations

import os
import stat
from dataclasses import replace

import pytest

from gate_helpers import CLEAN_TOOL, CONSENT
from secondunit.core.errors import DigestMismatch, InputError, NotFound, RecordCorrupt, StateError, VerifyFailed
from secondunit.core.identity import sha256, slug
from secondunit.core.rights.description import vague
from secondunit.store.newest import Newest
from secondunit.store.papers import MAX_BYTES, Papers, load
from secondunit.store.records import Records
from slates import empty_show, show  # noqa: F401


def test_newest_sees_what_others_write_and_reads_each_file_once(tmp_path, monkeypatch):
    records = Records(tmp_path)
    newest = Newest(records, ("consents", "parties"))
    assert newest.refresh() == set()
    records.append("consents", "c1", {"n": 1})
    records.append("consents", "c1", {"n": 2}, 1)
    assert newest.refresh() == {"consents"}
    assert [body["n"] for body in newest.all("consents")] == [2]
    monkeypatch.setattr(records, "read", lambda path: pytest.fail("read again"))
    assert newest.refresh() == set()


def test_a_kind_that_was_looked_at_alone_is_still_told(tmp_path):
    records = Records(tmp_path)
    newest = Newest(records, ("consents", "parties"))
    records.append("consents", "c1", {})
    assert newest.refresh(("consents",)) == {"consents"}
    assert newest.refresh() == {"consents"}
    assert newest.refresh() == set()


def test_a_changed_or_lost_revision_is_noticed(tmp_path):
    records = Records(tmp_path)
    newest = Newest(records, ("consents",))
    for number in range(3):
        records.append("consents", "c1", {"n": number}, number)
    newest.refresh()
    path = records.path("consents", "c1", 3)
    path.chmod(0o644)
    path.write_text("{")
    with pytest.raises(RecordCorrupt):
        newest.refresh()
    path.unlink()
    assert newest.refresh() == {"consents"}
    records.path("consents", "c1", 1).unlink()
    with pytest.raises(RecordCorrupt, match="1 of 2"):
        newest.refresh()


def test_the_gate_does_not_believe_an_edited_index(show):
    register = show.shop.gate.register
    register.enter("consents", CONSENT, by="Ida")
    register.enter("consents", replace(CONSENT, revoked_at="2026-02-01"), by="Ida", why="asked")
    show.store.index.db.execute("DELETE FROM record WHERE kind = 'consents' AND seq = 2")
    show.shop.gate.refresh()
    assert show.shop.gate.book.consents[0].revoked_at == "2026-02-01"


def test_a_record_that_came_past_the_index_counts(show):
    other = show.shop.gate.register
    other.store.index.add, keep = (lambda *bodies: None), other.store.index.add
    other.enter("consents", CONSENT, by="Ida")
    other.store.index.add = keep
    assert show.shop.gate.refresh()
    assert show.shop.gate.book.consents == (CONSENT,)
    assert not show.shop.gate.refresh()


def test_a_revision_is_written_from_the_one_that_was_read(show):
    register = show.shop.gate.register
    register.enter("consents", CONSENT, by="Ida", after=0)
    with pytest.raises(StateError):
        register.enter("consents", CONSENT, by="Ida", after=0)
    assert register.body("consents", "c1")["seq"] == 1


def test_a_refusal_stays_one(show):
    register = show.shop.gate.register
    register.enter("consents", CONSENT, by="Ida")
    path = show.root / "records" / "consents" / "c1@000001.json"
    path.chmod(0o644)
    path.write_text(path.read_text().replace("Ida", "Eve"))
    for _ in range(2):
        with pytest.raises(VerifyFailed):
            register.book()


def test_a_tool_stands_under_its_name(show):
    register = show.shop.gate.register
    body = register.enter("tools", replace(CLEAN_TOOL, name="Ink & Wash"), by="Ida")
    assert body["id"] == "ink-wash"
    assert register.enter("tools", replace(CLEAN_TOOL, name="墨"), by="Ida")["id"].startswith("tool-")
    assert [tool.name for tool in register.book().tools] == ["Ink & Wash", "墨"]


def test_papers_are_private_and_kept_once(tmp_path):
    papers, source = Papers(tmp_path / "papers"), tmp_path / "rider.pdf"
    source.write_bytes(b"signed")
    digest = papers.keep(load(source))
    assert digest == papers.keep(load(source)) == sha256(b"signed")
    path = papers.path(digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "papers").stat().st_mode) == 0o700
    assert papers.read(digest) == b"signed"
    path.write_bytes(b"forged")
    for attempt in (lambda: papers.read(digest), lambda: papers.keep(load(source))):
        with pytest.raises(DigestMismatch):
            attempt()


def test_papers_refuse_what_is_no_document(tmp_path):
    papers, empty, large = Papers(tmp_path / "papers"), tmp_path / "empty", tmp_path / "large"
    empty.touch()
    large.touch()
    os.truncate(large, MAX_BYTES + 1)
    for source, error in ((empty, InputError), (large, InputError), (tmp_path, InputError), (tmp_path / "x", NotFound)):
        with pytest.raises(error):
            papers.keep(load(source))
    for digest in ("../../etc/passwd", "A" * 64, ""):
        with pytest.raises(NotFound):
            papers.read(digest)
    assert not papers.root.exists()


@pytest.mark.parametrize("text", [
    "", "all uses", "any and all uses", "any and all uses of my likeness in all media throughout the universe",
    "use of name, voice, image and likeness for any purpose whatsoever, in perpetuity, worldwide",
    "ALL RIGHTS IN ANY MEDIUM NOW KNOWN OR HEREAFTER DEVISED", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "xxxxxxxxxx yyyyyyyyyyyy zzzzzzzzzz", "as the producer may see fit from time to time",
    "all uses in connection with the film and the series",
])  # fmt: skip
def test_a_blank_cheque_is_not_specific(text):
    assert vague(text)


@pytest.mark.parametrize("text", [
    "de-ageing of her face in scenes 3 and 4", "Lip sync of the German dub, episodes 101 to 106",
    "de-ageing of her face in the whole of act one",
    "a digital double for the fall from the roof, seen from behind", "Verjüngung des Gesichts in den Rückblenden",
])  # fmt: skip
def test_a_named_use_is_specific(text):
    assert not vague(text)


@pytest.mark.parametrize(("name", "made"), [
    ("Zoë O'Neill", "zoe-o-neill"), ("  ..//  ", ""), ("墨", ""), ("A" * 200, "a" * 60), ("Ink & Wash", "ink-wash"),
])  # fmt: skip
def test_names_become_readable_ids(name, made):
    assert slug(name) == made

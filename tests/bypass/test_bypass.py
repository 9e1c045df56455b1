"""Attempts to get media into a production round the gates. Every one must fail, and leave nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from secondunit.core.errors import ClearanceMismatch, ConsentMissing, PolicyError, StudioError, VerifyFailed
from secondunit.core.recipe import Facts, Recipe, Request
from secondunit.core.rights import Clearance
from secondunit.execution.gatekeeper import tool_of
from secondunit.gates.credentials.credential import stamp
from secondunit.gates.signing import clearance as clearances
from secondunit.production import Production
from secondunit.production.verify import verify
from secondunit.store.admit import Stamped, admit
from secondunit.testing.slate import png
from slates import empty_show, make, one, show, slates  # noqa: F401

NOW = datetime.now(UTC)


@pytest.fixture
def ready(show, tmp_path):
    """A planned and cleared recipe, its honest stamp, and a function that tries to admit."""
    recipe = Recipe("test.slate", "test.slate", "slate", "1", {"tone": 40}, 1)
    show.store.put("recipes", recipe.hash, {"recipe": recipe.to_json()})
    keys = show.shop.publisher.keys
    cleared = clearances.issue(recipe, show.shop.gate.rule(recipe), keys, NOW)
    record(show, cleared)
    source, target = tmp_path / "a.png", tmp_path / "b.png"
    source.write_bytes(png(8, 8, 40))
    credential = stamp(source, target, "image/png", recipe, cleared, "panel", (), keys, NOW, tool=tool_of(recipe))

    honest, mark = cleared.to_json(), credential.to_json()

    def attempt(recipe=recipe, clearance=honest, credential=mark, path=target, now=NOW):
        work = tmp_path / "attempt.png"
        shutil.copyfile(path, work)
        outputs = [Stamped("panel", work, "image/png", credential)]
        return admit(show.store, recipe, clearance, outputs, {"entity": "x", "task": "t", "take": 0, "offer": True,
                     "step": "s", "engine": "slate"}, keys.gate, now)  # fmt: skip

    attempt.recipe, attempt.clearance, attempt.credential, attempt.keys = recipe, cleared, credential, keys
    attempt.source, attempt.target = source, target
    return attempt


def record(show, clearance: Clearance) -> None:
    show.store.put("clearances", clearance.id, {
        "recipe": clearance.recipe, "signature": clearance.signature, "clearance": clearance.to_json(), "ruling": {},
    })  # fmt: skip


def nothing_came_in(show) -> bool:
    return not list(show.store.index.all("takes")) and not list(show.store.media.all())


def test_the_honest_way_works(show, ready):
    assert ready()["outputs"][0]["role"] == "panel"


def test_no_clearance(show, ready):
    for nothing in ({}, {"id": "x"}):
        with pytest.raises(ClearanceMismatch):
            ready(clearance=nothing)
    assert nothing_came_in(show)


def test_forged_clearance(show, ready):
    real = ready.clearance.to_json()
    for change in ({"expires": "2099-01-01T00:00:00Z"}, {"approvals": ["apr-1"]}, {"signature": "A" * 88},
                   {"signature": ""}, {"key_id": "0" * 32}, {"unknown_field": 1}):  # fmt: skip
        with pytest.raises(ClearanceMismatch):
            ready(clearance={**real, **change})
    assert nothing_came_in(show)


def test_clearance_of_another_recipe(show, ready):
    other = Recipe("test.slate", "test.slate", "slate", "1", {"tone": 41}, 1)
    show.store.put("recipes", other.hash, {"recipe": other.to_json()})
    with pytest.raises(ClearanceMismatch):
        ready(recipe=other)
    assert nothing_came_in(show)


def test_clearance_signed_by_keys_of_ones_own(show, ready, tmp_path):
    from secondunit.gates.signing import keys

    mine = keys.make(tmp_path / "mine", "mine", NOW)
    forged = clearances.issue(ready.recipe, show.shop.gate.rule(ready.recipe), mine, NOW)
    record(show, forged)
    with pytest.raises(ClearanceMismatch):
        ready(clearance=forged.to_json())
    assert nothing_came_in(show)


def test_clearance_that_ran_out_or_is_not_yet(show, ready):
    for days in (-2, 400):
        with pytest.raises(ClearanceMismatch):
            ready(now=NOW + timedelta(days=days))
    assert nothing_came_in(show)


def test_clearance_that_is_not_on_record(show, ready):
    quiet = clearances.issue(ready.recipe, show.shop.gate.rule(ready.recipe), ready.keys, NOW - timedelta(seconds=3))
    with pytest.raises(ClearanceMismatch):
        ready(clearance=quiet.to_json())
    assert nothing_came_in(show)


def test_recipe_that_was_never_planned(show, ready):
    loose = replace(ready.recipe, seed=99)
    signed = clearances.issue(loose, show.shop.gate.rule(loose), ready.keys, NOW)
    record(show, signed)
    with pytest.raises(ClearanceMismatch):
        ready(recipe=loose, clearance=signed.to_json())
    assert nothing_came_in(show)


def test_missing_or_foreign_stamp(show, ready, tmp_path):
    real = ready.credential.to_json()
    other = tmp_path / "other.png"
    other.write_bytes(png(8, 8, 99))
    for credential, path in ((real, ready.source), (real, other), ({}, ready.target), ({**real, "recipe": "0" * 64}, ready.target),
                             ({**real, "signature": "x"}, ready.target), ({**real, "digest": "0" * 64}, ready.target)):  # fmt: skip
        with pytest.raises(VerifyFailed):
            ready(credential=credential, path=path)
    assert nothing_came_in(show)


def test_one_flipped_byte_after_stamping(show, ready, tmp_path):
    data = bytearray(ready.target.read_bytes())
    data[len(data) // 2] ^= 1
    bad = tmp_path / "bad.png"
    bad.write_bytes(data)
    with pytest.raises(VerifyFailed):
        ready(path=bad)
    assert nothing_came_in(show)


def test_no_consent_no_likeness(show):
    ask = Request("f", "test.slate", "test.slate", {}, entity="s", task="storyboard",
                  facts=Facts(persons=("person.jane",), extra={"use_kinds": ["use_replica"]}))  # fmt: skip
    with pytest.raises(ConsentMissing) as caught:
        make(show, [ask])
    assert "R16" in caught.value.message
    assert nothing_came_in(show)


def test_training_without_a_licence(show):
    ask = Request("f", "test.slate", "test.slate", {}, entity="s", task="storyboard",
                  facts=Facts(purpose="training", training_items=("plate.one",)))  # fmt: skip
    with pytest.raises(PolicyError) as caught:
        make(show, [ask])
    assert "R08" in caught.value.message


def test_raw_sql_cannot_add_media(show, ready):
    db = show.store.index.db
    row = ("0" * 64, ready.recipe.hash, "panel", "image/png", 1, ready.clearance.id)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)", row)
    take = ready()
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE media SET digest = ?", ("1" * 64,))
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO media VALUES (?, ?, 'extra', 'image/png', 1, ?)", ("2" * 64, take["recipe"], "clr-none"))


def test_raw_sql_into_every_table_is_not_believed(show, ready, tmp_path):
    """Who fills the index by hand gets rows, but verify and rebuild go by the records."""
    fake = show.store.media.path("3" * 64)
    fake.parent.mkdir(parents=True)
    fake.write_bytes(b"smuggled")
    recipe, db = ready.recipe.hash, show.store.index.db
    body = {"kind": "takes", "id": recipe, "seq": 1, "schema": 1, "outputs": [], "clearance": ready.clearance.id}
    db.execute("INSERT INTO record VALUES ('takes', ?, 1, ?)", (recipe, json.dumps(body)))
    db.execute("INSERT INTO credential VALUES (?, ?, ?)", ("3" * 64, recipe, "s" * 88))
    db.execute("INSERT INTO media VALUES (?, ?, 'panel', 'image/png', 8, ?)", ("3" * 64, recipe, ready.clearance.id))
    show.close()
    with Production.open(show.root) as again:
        assert nothing_came_in_but_stray(again)
        result = verify(again.root)
    assert any("on no record" in note for note in result["notes"])


def nothing_came_in_but_stray(show) -> bool:
    return not list(show.store.index.all("takes")) and not show.store.index.db.execute("SELECT * FROM media").fetchall()


def test_rebuilding_does_not_adopt_unrecorded_media(show):
    one(show)
    stray = show.store.media.path("a" * 64)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"stray")
    before = show.store.index.dump()
    show.store.index.rebuild()
    assert show.store.index.dump() == before


def test_a_take_record_written_by_hand_is_found_out(show):
    take = one(show)
    forged = {k: v for k, v in take.items() if k not in ("seq", "kind", "id")}
    other = Recipe("test.slate", "test.slate", "slate", "1", {"tone": 77}, 5)
    show.store.put("recipes", other.hash, {"recipe": other.to_json()})
    with pytest.raises((sqlite3.IntegrityError, StudioError)):
        show.store.put("takes", other.hash, {**forged, "recipe": other.hash})
    show.close()
    result = verify_or_refuse(show.root)
    assert result is None or not result["ok"]


def verify_or_refuse(root):
    """A production whose records contradict each other may refuse to open; either way it does not pass."""
    try:
        return verify(root)
    except (StudioError, sqlite3.IntegrityError):
        return None


def test_a_changed_record_is_found_out(show):
    take = one(show)
    path = show.store.records.path("takes", take["recipe"], 1)
    body = json.loads(path.read_text())
    body["outputs"][0]["credential"]["role"] = "stage"
    path.chmod(0o644)
    path.write_text(json.dumps(body))
    result = verify(show.root)
    assert result["failed"] == 2
    assert "not signed" in result["findings"][0]["problems"][0]
    assert result["findings"][1]["problems"][0].startswith("ledger: ")


def test_media_changed_on_disk_are_found_out_and_not_delivered(show):
    take = one(show)
    show.review.approve("s000", 1, by="Ada")
    path = show.store.media.get(take["outputs"][0]["digest"])
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)
    assert not verify(show.root)["ok"]


def test_a_link_out_of_the_media_folder_is_not_followed(show, tmp_path):
    take = one(show)
    path = show.store.media.get(take["outputs"][0]["digest"])
    copy = tmp_path / "same.png"
    copy.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(copy)
    assert not verify(show.root)["ok"]


def test_only_the_publisher_may_open_the_door():
    """The import contracts say it; this is the same in one place that cannot be switched off in a config."""
    import secondunit

    root = Path(secondunit.__file__).parent
    users = {p.relative_to(root).as_posix() for p in root.rglob("*.py") if "store.admit" in p.read_text(encoding="utf-8")}
    assert users == {"execution/publisher.py"}
    takers = {p.relative_to(root).as_posix() for p in root.rglob("*.py") if ".take_in(" in p.read_text(encoding="utf-8")}
    assert takers == {"store/admit.py"}


def test_a_worker_is_told_neither_the_store_nor_the_keys(show, tmp_path):
    from secondunit.execution.workers import Worker

    os.environ["SECONDUNIT_PRODUCTION"] = str(show.root)
    try:
        worker = Worker(Path(sys.executable), (), tmp_path, tmp_path / "log")
        environment = Path(f"/proc/{worker.process.pid}/environ").read_text() if sys.platform == "linux" else ""
        worker.kill()
    finally:
        del os.environ["SECONDUNIT_PRODUCTION"]
    assert str(show.root) not in environment


def test_an_engine_that_names_a_file_of_the_house_gets_nothing(show):
    report = make(show, slates(1, 1, fault="escape"))
    assert report.made == 0
    assert nothing_came_in(show)


def test_a_plug_in_cannot_replace_a_built_in_engine(monkeypatch):
    from secondunit import plugins

    newcomer = plugins.parse_engines({"engine": {"ink": {
        "api": 1, "module": "evil", "class": "Evil", "version": "9", "capabilities": ["scene.render"],
        "determinism": "exact", "licence": "x", "summary": "x", "priority": 99,
    }}}, "evil")  # fmt: skip
    found = dict(plugins.engines())
    for name, manifest in newcomer.items():
        found.setdefault(name, manifest)
    assert found["ink"].module == "secondunit.engines.ink"


def test_an_engine_of_another_distribution_is_used_only_when_allowed(monkeypatch):
    from secondunit import plugins
    from secondunit.testing.slate import MANIFEST

    foreign = replace(MANIFEST, name="other", origin="other", priority=5)
    engines = {**plugins.engines(), "other": foreign}
    monkeypatch.setattr(plugins, "engines", lambda: engines)
    with pytest.raises(StudioError):
        plugins.resolve("test.slate")
    assert plugins.resolve("test.slate", ("other",)).name == "other"


def test_keys_are_private(show):
    for name in ("gate.key", "leaf.key", "ca.key"):
        assert (show.root / "keys" / name).stat().st_mode & 0o077 == 0


def test_a_second_writer_waits_outside(show):
    code = f"from secondunit.production import Production; p = Production.open({str(show.root)!r}); p.store.lock.__enter__()"
    with show.store.lock:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "WriterBusy" in done.stderr

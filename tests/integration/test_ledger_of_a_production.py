"""The ledger of a production: killed at any moment, written by two at once, and in the hands of outsiders."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import answer, secondunit
from ledger_helpers import look, open_store
from secondunit.core.errors import ConsentMissing, NotFound, VerifyFailed
from secondunit.core.recipe import Facts, Request
from secondunit.core.rights import Ruling
from secondunit.gates.credentials import delivery_manifest
from secondunit.production import Production, delivery, ledger
from secondunit.production.verify import verify
from slates import empty_show, make, one, show, slates  # noqa: F401

WRITER = """
import sys
from ledger_helpers import open_store
from pathlib import Path
store = open_store(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    store.put_many("recipes", {f"{sys.argv[2]}.{number}.{n}": {"n": n} for n in range(4)})
    store.append("entities", sys.argv[2], {"number": number})
    if number % 7 == 6:
        store.ledger.seal()
store.ledger.seal()
store.close()
"""


def writer(root: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(root), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})


# killed, and together


def test_killed_at_any_moment_nothing_is_lost_and_all_is_told(tmp_path):
    dice = random.Random(3)
    for turn in range(6):
        process = writer(tmp_path, f"w{turn}", 100_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(dice.random() * 0.25)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        before = look(tmp_path)  # as it lies there, before anybody repairs it
        assert before.problems == []
    store = open_store(tmp_path)
    store.append("entities", "after", {})
    store.ledger.seal()
    report = look(tmp_path)
    assert report.problems == []
    assert report.records == sum(1 for _ in store.records.files()) == sum(store.index.counts().values())
    assert report.sealed == report.seq
    store.close()


def test_two_processes_write_one_chain(tmp_path):
    both = [writer(tmp_path, name, 25) for name in ("a", "b")]
    for process in both:
        _, words = process.communicate(timeout=120)
        assert process.returncode == 0, words
    report = look(tmp_path)
    assert report.problems == []
    assert report.records == 2 * 25 * 5
    actors = [e["id"][0] for e in open_store(tmp_path).ledger.entries() if e["kind"] == "recipes"]
    assert actors != sorted(actors)  # they really took turns
    assert report.sealed == report.seq


# decisions and refusals


def refuse(production: Production) -> None:
    ask = Request("f", "test.slate", "test.slate", {}, entity="s9", task="storyboard",
                  facts=Facts(persons=("person.jane",), extra={"use_kinds": ["use_replica"]}))  # fmt: skip
    with pytest.raises(ConsentMissing):
        make(production, [ask], by="Ada")


def test_a_refusal_is_on_record_with_all_that_the_rules_saw(show):
    refuse(show)
    refused = [e for e in show.store.ledger.entries() if e["verb"] == "refuse"]
    assert len(refused) == 1
    entry = refused[0]
    assert (entry["actor"], entry["kind"], entry["facts"]["entity"]) == ("Ada", "rulings", "s9")
    assert any(rule.endswith("/R16") for rule in entry["facts"]["rules"])
    assert entry["facts"]["ruling"]["facts"]["use.persons"] == ["person.jane"]
    assert Ruling.from_json(entry["facts"]["ruling"]).digest == entry["digest"]
    assert show.store.get("recipes", entry["id"]) is not None  # what was asked
    show.close()
    assert verify(show.root)["ok"]
    words = [row["words"] for row in ledger.show(show.root, verb="refuse")]
    assert words[0].startswith("Ada: refuse rulings")


def test_the_same_refusal_is_on_record_for_each_person_who_asked(show):
    refuse(show)
    refuse(show)
    ask = Request("f", "test.slate", "test.slate", {}, entity="s9", task="storyboard",
                  facts=Facts(persons=("person.jane",), extra={"use_kinds": ["use_replica"]}))  # fmt: skip
    with pytest.raises(ConsentMissing):
        make(show, [ask], by="Bo")
    refused = [e["actor"] for e in show.store.ledger.entries() if e["verb"] == "refuse"]
    assert sorted(set(refused)) == ["Ada", "Bo"]
    show.close()
    assert ledger.verify(show.root)["sealed"] == ledger.head(show.root)["entries"]


def test_a_changed_file_is_refused_at_delivery_and_that_is_on_record(show):
    take = one(show)
    show.review.approve("s000", 1, by="Ada")
    path = show.store.media.get(take["outputs"][0]["digest"])
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    row = take["outputs"][0]
    with pytest.raises(VerifyFailed):
        delivery._check(show, delivery._Part("panels/s000.png", row, take["recipe"], "s000"), delivery.PROFILES["boards"],
                        "Ada")
    last = list(show.store.ledger.entries())[-1]
    assert (last["verb"], last["kind"], last["id"]) == ("refuse", "deliveries", take["recipe"])


def test_every_verb_of_a_production_reads_as_a_sentence(show):
    one(show)
    show.review.approve("s000", 1, by="Ada", note="good")
    refuse(show)
    show.close()
    rows = list(ledger.show(show.root))
    assert {"begin", "record", "clear", "admit", "approve", "refuse", "seal"} <= {row["verb"] for row in rows}
    assert any(row["words"].startswith("Ada approved versions s000.storyboard.v001") for row in rows)
    assert all(row["words"] and row["words"].isprintable() for row in rows)
    shots = list(ledger.show(show.root, entity="s000"))
    assert 0 < len(shots) < len(rows)
    assert {row["verb"] for row in ledger.show(show.root, kind="takes")} == {"admit"}
    assert list(ledger.show(show.root, since="2999-01-01")) == []


# whole productions


def test_a_production_verifies_its_ledger_too(show):
    one(show)
    show.close()
    result = verify(show.root)
    assert result["ok"]
    assert result["ledger"] == ledger.head(show.root)["head"]
    forged = show.root / "records" / "consents" / "con-1@000001.json"
    forged.parent.mkdir()
    forged.write_text('{"schema": 1, "kind": "consents", "id": "con-1", "seq": 1}')
    result = verify(show.root)
    assert not result["ok"]
    assert any(row["file"] == "records/consents/con-1@000001.json" and "no entry" in row["problems"][0]
               for row in result["findings"])  # fmt: skip


def test_closing_signs_and_looking_writes_nothing(show):
    one(show)
    show.close()
    assert ledger.verify(show.root)["sealed"] == ledger.head(show.root)["entries"]
    before = (show.root / "ledger/000001.jsonl").read_bytes()
    with Production.open(show.root) as again:
        again.status()
    assert (show.root / "ledger/000001.jsonl").read_bytes() == before


def test_an_error_is_told_even_when_the_keys_are_gone(show):
    shutil.rmtree(show.root / "keys")
    with pytest.raises(NotFound, match="no such thing"), Production.open(show.root) as again:
        again.store.append("entities", "x", {})
        raise NotFound("no such thing")
    with pytest.raises(NotFound, match="key"), Production.open(show.root) as again:
        again.store.append("entities", "x", {})


def test_a_delivery_carries_the_head_and_an_older_copy_is_found_out(show, tmp_path):
    one(show)
    show.close()
    old = tmp_path / "older"
    shutil.copytree(show.root, old)
    with Production.open(show.root) as production:
        production.store.append("entities", "x", {})
        head = production.store.ledger.seal()
        keys = production.shop.publisher.keys
        out = tmp_path / "delivery"
        out.mkdir()
        (out / "hashes.csv").write_text("path\n")
        delivery_manifest.write(out, [], [], keys, datetime.now(UTC), production=production.config["id"],
                                ledger=head.to_json())  # fmt: skip
    assert verify(out)["ledger"] == str(head)
    assert ledger.verify(show.root, against=[out])["ok"]
    assert ledger.verify(old)["ok"]
    told = ledger.verify(old, against=[out])
    assert [row["fault"] for row in told["problems"]] == ["rolled back"]
    assert str(out) in told["problems"][0]["where"]
    with pytest.raises(VerifyFailed):  # a delivery of somebody else
        manifest = json.loads((out / "manifest.json").read_text())
        manifest["ledger"]["seq"] = 1
        (out / "manifest.json").write_text(json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False) + "\n")
        ledger.verify(show.root, against=[out])


def test_the_command_tells_and_ends_with_seven(show):
    one(show)
    show.close()
    data = answer("-C", show.root, "rights", "ledger", "verify")
    assert (data["ok"], data["problems"], data["sealed"]) == (True, [], data["entries"])
    head = answer("rights", "ledger", "head", show.root)["head"]
    assert secondunit("rights", "ledger", "head", show.root).stdout.strip() == head == data["head"]
    assert answer("rights", "ledger", "verify", show.root, "--expect", head)["ok"]
    path = show.root / "ledger/000001.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"actor":"Tester"', b'"actor":"Nobody"', 2))
    data = answer("rights", "ledger", "verify", show.root, "--expect", head, code=7)
    assert [(row["fault"], row["where"]) for row in data["problems"]] == [
        ("changed", "ledger/000001.jsonl:1"), ("changed", "ledger/000001.jsonl:2")]  # fmt: skip
    told = secondunit("rights", "ledger", "verify", show.root)
    assert told.returncode == 7
    assert "ledger/000001.jsonl:2: changed" in told.stdout
    assert answer("rights", "ledger", "verify", show.root, "--expect", "nonsense", code=3)["error"]["hint"]
    assert answer("rights", "ledger", "verify", show.root.parent, code=3)["error"]["code"] == "input.not_found"


def test_an_export_is_checked_by_its_own_program_alone(show, tmp_path):
    one(show)
    refuse(show)
    show.close()
    target = tmp_path / "ledger.zip"
    data = answer("-C", show.root, "rights", "ledger", "export", "-o", target, "--records")
    again = tmp_path / "again.zip"
    ledger.export(show.root, again, records=True)
    assert again.read_bytes() == target.read_bytes()
    place = tmp_path / "court"
    with zipfile.ZipFile(target) as archive:
        assert not [name for name in archive.namelist() if name.startswith("/") or ".." in name or name.endswith(".key")]
        archive.extractall(place)
    text = (place / "HOW-TO-CHECK.txt").read_text()
    assert data["head"] in text and data["key_id"] in text

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "ledger_check.py", *arguments, "--json"]  # -I: nothing of ours is on the path
        return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60)

    done = run("--expect", data["head"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["records"] > 5
    assert json.loads(done.stdout) == ledger.verify(place)
    assert "secondunit" not in {line.split()[1].split(".")[0] for line in (place / "ledger_check.py").read_text().splitlines()
                                if line.startswith(("import ", "from "))}  # fmt: skip
    record = next((place / "records" / "takes").iterdir())
    record.write_bytes(record.read_bytes() + b" ")
    done = run()
    assert done.returncode == 7
    assert [p["where"] for p in json.loads(done.stdout)["problems"]] == [f"records/takes/{record.name}"]
    shutil.rmtree(place / "records" / "takes")
    for folder in [p for p in (place / "records").iterdir() if p.is_dir()]:
        shutil.rmtree(folder)
    assert "only the ledger itself" in " ".join(json.loads(run().stdout)["notes"])


def test_an_export_overwrites_nothing_and_takes_no_keys(show, tmp_path):
    one(show)
    show.close()
    target = tmp_path / "x.zip"
    target.write_text("mine")
    assert answer("-C", show.root, "rights", "ledger", "export", "-o", target, code=3)["error"]["code"] == "input.state"
    assert target.read_text() == "mine"



def test_jobs_know_the_head_so_that_a_ledger_that_went_away_is_missed(show):
    one(show)
    show.close()
    assert verify(show.root)["ok"]
    job = show.root / "records" / "jobs"
    ended = json.loads(sorted(job.iterdir())[-1].read_text())
    assert ended["ledger"]["seq"] > 5
    shutil.rmtree(show.root / "ledger")
    (show.root / "records" / "ledger.json").unlink()
    gone = [row for row in verify(show.root)["findings"] if row["file"] == "ledger"]
    assert "the ledger is gone" in gone[0]["problems"][0]
    with Production.open(show.root) as again:  # a new one takes in what is there, and does not lead to that head
        again.store.append("entities", "x", {})
    found = verify(show.root)
    assert not found["ok"]
    assert any("history was rewritten" in row["problems"][0] or "ends at entry" in row["problems"][0]
               for row in found["findings"] if "jobs/" in row["file"])  # fmt: skip

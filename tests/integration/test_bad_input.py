"""Whatever a user throws at it: one clear error with a code and a hint, nothing half-made."""

from __future__ import annotations

import os

import pytest

from cli import SHORT, answer, secondunit

BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><FinalDraft DocumentType="Script"><Content><Paragraph Type="Action">
<Text>&c;</Text></Paragraph></Content></FinalDraft>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><FinalDraft><Content>
<Paragraph Type="Action"><Text>&x;</Text></Paragraph></Content></FinalDraft>"""

REFUSED = {
    "empty.fountain": b"",
    "blank.fountain": b" \n\n\t\n",
    "binary.fountain": bytes(range(256)) * 40,
    "picture.fountain": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "broken.fdx": b"<FinalDraft><Content><Paragraph",
    "bomb.fdx": BOMB,
    "outside.fdx": OUTSIDE,
    "other.fdx": b"<html><body>INT. HOUSE - DAY</body></html>",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_screenplay_is_refused_whole(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(REFUSED[name])
    done = secondunit("firstpass", path, "-o", tmp_path / "show")
    assert done.returncode == 3, done.stderr
    lines = done.stderr.strip().splitlines()
    assert lines[0].startswith("error: ")
    assert "[input" in lines[0]
    assert lines[1].startswith("hint: ")
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stderr + done.stdout
    assert not (tmp_path / "show").exists()


def test_missing_script(tmp_path):
    done = secondunit("firstpass", tmp_path / "none.fountain", "-o", tmp_path / "show")
    assert done.returncode == 3
    assert not (tmp_path / "show").exists()


@pytest.mark.parametrize("spelling", ["bom", "crlf", "u2028", "utf16", "cp1252"])
def test_encodings_give_the_same_scenes(tmp_path, spelling):
    text = SHORT.replace("A cup falls.", "A caf\u00e9 cup falls.")
    data = {
        "bom": b"\xef\xbb\xbf" + text.encode(), "crlf": text.replace("\n", "\r\n").encode(),
        "u2028": text.replace("\n", "\u2028").encode(), "utf16": text.encode("utf-16"), "cp1252": text.encode("cp1252"),
    }[spelling]  # fmt: skip
    path = tmp_path / "x.fountain"
    path.write_bytes(data)
    answer("new", tmp_path / "show", "--script", path)
    found = answer("-C", tmp_path / "show", "script", "breakdown")
    assert [s["heading"] for s in found["scenes"]] == ["INT. KITCHEN - DAY", "EXT. STREET - NIGHT"]


def test_a_folder_in_use_is_not_touched(tmp_path):
    script = tmp_path / "x.fountain"
    script.write_text(SHORT)
    (tmp_path / "show").mkdir()
    (tmp_path / "show" / "thesis.txt").write_text("mine")
    done = secondunit("firstpass", script, "-o", tmp_path / "show")
    assert done.returncode == 3
    assert [p.name for p in (tmp_path / "show").iterdir()] == ["thesis.txt"]


def test_a_production_from_the_future_is_left_alone(tmp_path):
    answer("new", tmp_path / "show")
    path = tmp_path / "show" / "production.toml"
    path.write_text(path.read_text().replace("format = 1", "format = 99"))
    before = sorted(p for p in (tmp_path / "show").rglob("*"))
    done = secondunit("-C", tmp_path / "show", "status")
    assert done.returncode == 6
    assert "newer" in done.stderr
    assert sorted(p for p in (tmp_path / "show").rglob("*")) == before


def test_a_record_from_the_future_is_named(tmp_path):
    answer("new", tmp_path / "show")
    folder = tmp_path / "show" / "records" / "entities"
    folder.mkdir(parents=True)
    (folder / "x@000001.json").write_text('{"schema": 99, "kind": "entities", "id": "x", "seq": 1}')
    done = secondunit("-C", tmp_path / "show", "status")
    assert done.returncode == 6
    assert "x@000001" in done.stderr


def test_no_production_here(tmp_path):
    done = secondunit("status", cwd=tmp_path)
    assert done.returncode == 3
    assert "secondunit new" in done.stderr


@pytest.mark.parametrize("wrong", ["garbage = = 1", 'format = "1"', "", "format = 1\n[picture]\nfps = 'x'\n"])
def test_broken_settings(tmp_path, wrong):
    answer("new", tmp_path / "show")
    (tmp_path / "show" / "production.toml").write_text(wrong)
    done = secondunit("-C", tmp_path / "show", "status")
    assert done.returncode == 3
    assert "input.config" in done.stderr


@pytest.mark.parametrize("arguments", [
    ("review", "approve"), ("review", "show", "../../etc"), ("review", "approve", "sc010", "--by", "x"),
    ("run", "nothing"), ("jobs", "why", "job99999"), ("jobs", "cancel", "x"), ("deliver", "--profile", "zip", "--by", "x"),
    ("run", "storyboard", "--engine", "paint"), ("run", "storyboard", "--set", "nonsense"), ("verify", "/nonexistent"),
])  # fmt: skip
def test_wrong_words_give_one_error(tmp_path, arguments):
    script = tmp_path / "x.fountain"
    script.write_text(SHORT)
    answer("new", tmp_path / "show", "--script", script)
    done = secondunit("-C", tmp_path / "show", *arguments)
    assert done.returncode in (2, 3, 5), done.stderr
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_json_errors_are_json(tmp_path):
    data = answer("-C", tmp_path, "status", code=3)
    assert set(data["error"]) >= {"code", "message", "hint"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_as_a_user(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o555)
    done = secondunit("new", tmp_path / "locked" / "show")
    assert done.returncode == 6
    assert "store.read_only" in done.stderr


def test_read_only_place(tmp_path):
    done = secondunit("new", "/proc/show")
    assert done.returncode in (3, 6)
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_output_to_a_full_device_does_not_traceback(tmp_path):
    answer("new", tmp_path / "show")
    import subprocess
    import sys

    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "secondunit.cli.main", "-C", str(tmp_path / "show"), "status"],
                              stdout=full, stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert done.returncode != 0

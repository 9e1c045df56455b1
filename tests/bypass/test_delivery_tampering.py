"""A delivered folder proves itself: whatever is changed, added, taken away or pointed elsewhere is reported."""

import json
import os
import random
import shutil

import pytest

from gate_helpers import make_media, now, recipe, rule, tool
from secondunit.core.errors import NotFound, VerifyFailed
from secondunit.gates.credentials import credential, delivery_manifest
from secondunit.gates.credentials.verify import Trust
from secondunit.gates.signing import clearance, keys


@pytest.fixture(scope="module")
def show(tmp_path_factory):
    folder = tmp_path_factory.mktemp("show")
    moment, made = now(), recipe()
    ours = keys.make(folder / "keys", "show", moment)
    given = clearance.issue(made, rule(made, today=moment.date()), ours, moment)
    out = folder / "delivery"
    (out / "boards").mkdir(parents=True)
    records = []
    for source, kind in make_media(folder / "made").values():
        records.append(credential.stamp(source, out / "boards" / source.name, kind, made, given, "panel", (), ours,
                                        moment, tool=tool()))
    (out / "hashes.csv").write_text("path,sha256\n")
    delivery_manifest.write(out, records, [given], ours, moment, production="show", profile="review")
    return out, ours, records, given, moment


@pytest.fixture
def copy(show, tmp_path):
    target = tmp_path / "copy"
    shutil.copytree(show[0], target)
    return target


def bad(folder, **settings):
    report = delivery_manifest.verify_delivery(folder, **settings)
    assert not report.ok
    return [*report.problems, *(f"{f.name}: {p}" for f in report.findings for p in f.problems)]


def test_it_holds_anywhere(show, copy):
    report = delivery_manifest.verify_delivery(copy)
    assert report.ok, report.to_json()
    assert (report.production, report.key_id) == ("show", show[1].key_id)
    assert {f.state for f in report.findings} == {"Trusted", "sidecar", "key", "record"}
    assert len(report.findings) == 12 + 5 + 2 + 1  # media, sidecars, keys, the list of hashes
    assert delivery_manifest.verify_delivery(copy, trust=Trust(show[1].ca, show[1].gate)).notes == ()
    assert json.dumps(report.to_json())


def test_one_flipped_byte_in_any_file(copy):
    chance = random.Random(7)
    for path in sorted(item for item in copy.rglob("*") if item.is_file()):
        data = path.read_bytes()
        for place in {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(5))}:
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            assert bad(copy), (path.name, place)
        path.write_bytes(data)
    assert delivery_manifest.verify_delivery(copy).ok


def test_missing_extra_and_swapped_files(copy):
    (copy / "boards" / "panel.png").rename(copy / "boards" / "other.png")
    told = bad(copy)
    assert "boards/other.png: not on the list" in told and "boards/panel.png: the file is missing" in told
    (copy / "boards" / "other.png").rename(copy / "boards" / "panel.png")
    (copy / "boards" / "note.txt").write_text("hello")
    assert bad(copy) == ["boards/note.txt: not on the list"]
    (copy / "boards" / "note.txt").unlink()
    (copy / "boards" / "depth.exr.c2pa.json").unlink()
    assert any("depth.exr" in line for line in bad(copy))


def test_links_and_special_files(copy):
    target = copy / "boards" / "panel.png"
    moved = copy.parent / "elsewhere.png"
    target.rename(moved)
    target.symlink_to(moved)
    told = bad(copy)
    assert "boards/panel.png: is a link" in told and "boards/panel.png: the path goes over a link" in told
    target.unlink()
    moved.rename(target)
    (copy / "boards").rename(copy.parent / "real")
    (copy / "boards").symlink_to(copy.parent / "real", target_is_directory=True)
    assert "boards: is a link" in bad(copy)
    (copy / "boards").unlink()
    (copy.parent / "real").rename(copy / "boards")
    os.mkfifo(copy / "pipe")
    assert bad(copy) == ["pipe: is a special file"]


def test_linked_manifest_or_keys(copy):
    for name in ("manifest.json", "gate.pub", "ca.pem"):
        (copy / name).rename(copy.parent / name)
        (copy / name).symlink_to(copy.parent / name)
        assert bad(copy)
        (copy / name).unlink()
        if name != "manifest.json":
            assert bad(copy)
        (copy.parent / name).rename(copy / name)


def resign(folder, ours, change):
    """What the holder of the gate key could write: the checks must hold even then."""
    import base64

    from secondunit.core.identity import canonical

    path = folder / "manifest.json"
    record = json.loads(path.read_bytes())
    change(record)
    del record["signature"]
    record["signature"] = base64.b64encode(ours.sign(canonical(record))).decode()
    path.write_bytes(delivery_manifest._spell(record))


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "boards/../hashes.csv", "a\\b", "", "boards//x",
                                  "./hashes.csv", "boards/", "c:x", "boards", "a\0b"])
def test_paths_that_leave_the_folder(show, copy, name):
    (copy.parent / "outside.txt").write_text("secret")
    entry = {"path": name, "sha256": "0" * 64, "size": 6, "role": "record"}
    resign(copy, show[1], lambda record: record["files"].append(entry))
    told = bad(copy)
    assert any("leaves the folder" in line or "missing" in line or "not a plain file" in line for line in told)


def test_roles_cannot_excuse_a_picture(show, copy):
    def change(record):
        for entry in record["files"]:
            if entry["path"].endswith("panel.png"):
                entry["role"] = "record"
    resign(copy, show[1], change)
    assert bad(copy) == ["boards/panel.png: a file of this kind may not travel as record"]


def test_credentials_and_clearances_cannot_be_left_out(show, copy):
    resign(copy, show[1], lambda record: record["credentials"].clear())
    assert any("no credential" in line for line in bad(copy))
    shutil.copy(show[0] / "manifest.json", copy)
    resign(copy, show[1], lambda record: record["clearances"].clear())
    assert any("no clearance" in line for line in bad(copy))
    shutil.copy(show[0] / "manifest.json", copy)
    resign(copy, show[1], lambda record: record["files"].append(record["files"][0]))
    assert any("listed twice" in line for line in bad(copy))


def test_keys_of_ones_own_show_against_the_production(show, copy, tmp_path):
    theirs = keys.make(tmp_path / "theirs", "show", now())
    (copy / "gate.pub").write_bytes(theirs.gate)
    assert bad(copy)
    (copy / "ca.pem").write_bytes(theirs.ca)

    def change(record):
        record["key_id"] = theirs.key_id
        for entry in record["files"]:
            if entry["role"] == "key":
                entry["sha256"] = credential.file_digest(copy / entry["path"])
                entry["size"] = (copy / entry["path"]).stat().st_size
    resign(copy, theirs, change)
    assert any("not signed by this production" in line for line in bad(copy))
    assert "the keys in the folder are not the production's" in bad(copy, trust=Trust(show[1].ca, show[1].gate))


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 50000,
                                  b'{"kind": "secondunit.delivery"}'])
def test_a_manifest_that_is_none(copy, text):
    (copy / "manifest.json").write_bytes(text)
    assert bad(copy) == ["manifest.json is damaged"]


def test_no_delivery_at_all(tmp_path):
    with pytest.raises(NotFound):
        delivery_manifest.verify_delivery(tmp_path)


def test_what_has_no_credential_is_not_delivered(show, tmp_path):
    _, ours, records, given, moment = show
    out = tmp_path / "out"
    out.mkdir()
    (out / "loose.png").write_bytes(b"x")
    with pytest.raises(VerifyFailed, match=r"loose\.png"):
        delivery_manifest.write(out, records, [given], ours, moment, production="show")
    (out / "loose.png").unlink()
    (out / "link.csv").symlink_to(tmp_path)
    with pytest.raises(VerifyFailed, match="is a link"):
        delivery_manifest.write(out, records, [given], ours, moment, production="show")


def test_two_recipes_may_make_the_same_bytes(show, tmp_path):
    _, ours, _, given, moment = show
    other = recipe(2)
    second = clearance.issue(other, rule(other, today=moment.date()), ours, moment)
    out, source = tmp_path / "out", tmp_path / "cut.otio"
    out.mkdir()
    source.write_text("{}")
    kind = "application/vnd.opentimelineio+json"
    records = [credential.stamp(source, out / name, kind, made, allowed, "cut", (), ours, moment, tool=tool())
               for name, made, allowed in (("a.otio", recipe(), given), ("b.otio", other, second))]
    assert records[0].digest == records[1].digest
    delivery_manifest.write(out, records, [given, second], ours, moment, production="show")
    assert delivery_manifest.verify_delivery(out).ok

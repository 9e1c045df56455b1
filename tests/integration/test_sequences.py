"""Sealed and loose frame sequences: signed, verified, and every meddling told frame by frame."""

import json
import shutil
from dataclasses import replace

import pytest

from frame_makers import make
from gate_helpers import now, recipe, rule, tool
from secondunit.core.errors import StampFailed
from secondunit.formats import frame_zip
from secondunit.formats.frames import FrameTable, scan
from secondunit.gates.credentials import credential, sequence, sidecar, verify
from secondunit.gates.signing import clearance, keys


class Shot:
    """Five frames, sealed and loose, by a production's keys."""

    def __init__(self, root):
        self.root, self.keys = root, keys.make(root / "keys", "show", now())
        self.recipe = replace(recipe(), capability="video.matte")
        self.clearance = clearance.issue(self.recipe, rule(self.recipe, today=now().date()), self.keys, now())
        self.frames = make(root / "shot", 5, 4000)
        self.table = frame_zip.pack(self.frames, root / "packed.zip")
        (root / "frames.json").write_bytes(self.table.data)
        (root / "out").mkdir()
        self.sealed = self.stamp(root / "packed.zip", "shot.frames.zip", sequence.SEALED)
        self.loose = self.stamp(root / "frames.json", "shot.frames.json", sequence.LOOSE)

    def stamp(self, source, name, kind):
        path = self.root / "out" / name
        return path, credential.stamp(source, path, kind, self.recipe, self.clearance, "matte", (), self.keys, now(),
                                      tool=tool())

    def verify(self, path, record, **settings):
        return verify.verify_media(path, record, self.keys, self.clearance, **settings)


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    return Shot(tmp_path_factory.mktemp("shot"))


@pytest.mark.parametrize("form", ["sealed", "loose"])
def test_a_sequence_is_signed_with_the_hash_of_its_table(form, shot):
    path, record = getattr(shot, form)
    finding = shot.verify(path, record)
    assert finding.ok and finding.state == "Trusted", finding.problems
    assert record.form == ("embedded" if form == "sealed" else "sidecar")
    assert sequence.table_of(path, record.media_type) == shot.table


def test_frames_stay_ordinary_members_and_match_when_taken_out(shot, tmp_path):
    shutil.unpack_archive(shot.sealed[0], tmp_path / "out", "zip")
    shutil.rmtree(tmp_path / "out" / "META-INF")
    table = FrameTable.read((tmp_path / "out" / "frames.json").read_bytes())
    for name in ("frames.json", "frames.csv"):
        (tmp_path / "out" / name).unlink()
    assert table == shot.table and sequence.check_folder(table, tmp_path / "out") == ()
    assert scan(tmp_path / "out") == shot.table


MEDDLING = {
    "flipped": (lambda f: (f / "sh010.1003.exr").write_bytes(b"\1" + (f / "sh010.1003.exr").read_bytes()[1:]),
                ("frame sh010.1003.exr: changed",)),
    "missing": (lambda f: (f / "sh010.1002.exr").unlink(), ("frame sh010.1002.exr: missing",)),
    "added": (lambda f: (f / "sh010.1009.exr").write_bytes(b"new"), ("frame sh010.1009.exr: added",)),
    "renamed": (lambda f: (f / "sh010.1001.exr").rename(f / "sh020.1001.exr"),
                ("frame sh010.1001.exr: renamed to sh020.1001.exr",)),
    "reordered": (lambda f: swap(f / "sh010.1001.exr", f / "sh010.1004.exr"),
                  ("frame sh010.1001.exr: reordered, it holds the picture of sh010.1004.exr",
                   "frame sh010.1004.exr: reordered, it holds the picture of sh010.1001.exr")),
}


def swap(first, second):
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)


@pytest.mark.parametrize("what", MEDDLING)
def test_what_was_done_to_a_frame_is_told_by_its_name(what, shot, tmp_path):
    meddle, expected = MEDDLING[what]
    folder = tmp_path / "frames"
    shutil.copytree(shot.frames, folder)
    meddle(folder)
    assert sequence.check_folder(shot.table, folder) == expected


@pytest.mark.parametrize("what", MEDDLING)
def test_an_archive_rebuilt_of_meddled_frames_does_not_hold(what, shot, tmp_path):
    """The old manifest and the old table around other frames: the library says no, and we say which."""
    import zipfile

    meddle, expected = MEDDLING[what]
    folder = tmp_path / "frames"
    shutil.unpack_archive(shot.sealed[0], folder, "zip")
    meddle(folder)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    path, record = shot.sealed
    finding = shot.verify(bad, record)
    assert finding.state != "Trusted" and not finding.ok
    assert set(expected) <= set(finding.problems)


def test_any_flipped_byte_of_a_sealed_sequence_shows(shot, tmp_path):
    import random

    path, record = shot.sealed
    data, bad, chance = path.read_bytes(), tmp_path / "bad.zip", random.Random(3)
    spots = {"frame": 2000, "table": data.index(b'{"frames"') + 30, "csv": data.index(b"name,frame") + 3,
             "manifest": data.index(b"jumb") + 40, "directory": data.rindex(b"PK\x01\x02") + 12, "end": len(data) - 4}
    for place in [*spots.values(), *(chance.randrange(len(data)) for _ in range(15))]:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        bad.write_bytes(changed)
        finding = shot.verify(bad, record)
        assert not finding.ok and finding.digest == "mismatch", place
    changed = bytearray(data)
    changed[2000] ^= 1
    bad.write_bytes(changed)
    finding = shot.verify(bad, record)
    assert finding.state == "Invalid" and "assertion.collectionHash.mismatch" in finding.codes
    assert "frame sh010.1001.exr: changed" in finding.problems


def test_a_table_that_does_not_fit_its_frames_is_never_signed(shot, tmp_path):
    import zipfile

    wrong = tmp_path / "wrong.zip"
    with zipfile.ZipFile(wrong, "w") as archive:
        for path in shot.frames.iterdir():
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes()[:-1])
        archive.writestr(zipfile.ZipInfo("frames.json"), shot.table.data)
    with pytest.raises(StampFailed, match="does not fit"):
        shot.stamp(wrong, "wrong.zip", sequence.SEALED)
    (tmp_path / "junk.zip").write_bytes(b"PK junk")
    for kind in (sequence.SEALED, sequence.LOOSE):
        with pytest.raises(StampFailed):
            shot.stamp(tmp_path / "junk.zip", "junk", kind)
    assert not (shot.root / "out" / "wrong.zip").exists()


def test_another_table_with_the_signed_claim_is_told(shot, tmp_path):
    path, record = shot.loose
    other = FrameTable.of(shot.table.frames[1:])
    claim = json.loads(sidecar.beside(path).read_bytes())["claim"]
    (tmp_path / "x.json").write_bytes(other.data)
    assert sequence.problems(tmp_path / "x.json", record.media_type, claim) == (
        "the table of frames is not the one that was signed",)
    assert sequence.problems(path, record.media_type, claim) == ()
    finding = shot.verify(tmp_path / "x.json", record, beside=sidecar.beside(path))
    assert not finding.ok


def test_a_sealed_sequence_travels_as_an_ingredient(shot, tmp_path):
    from secondunit.gates.credentials import provenance

    path, record = shot.sealed
    matte = provenance.ingredient(record, "video.composite", "matte")
    made = replace(recipe(), capability="video.composite")
    given = clearance.issue(made, rule(made, today=now().date()), shot.keys, now())
    target = tmp_path / "comp.zip"
    stamped = credential.stamp(shot.root / "packed.zip", target, sequence.SEALED, made, given, "comp",
                               [credential.Input(matte, path)], shot.keys, now(), tool=tool())
    assert verify.verify_media(target, stamped, shot.keys, given).ok
    from c2pa import Reader

    with target.open("rb") as file, Reader(sequence.SEALED, file, context=credential.context(shot.keys.ca)) as reader:
        store = json.loads(reader.json())
    assert record.manifest in store["manifests"]

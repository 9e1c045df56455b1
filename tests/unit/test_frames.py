"""Tables of frames, what differs from them, and archives that are not what they say."""

import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame_makers import make
from secondunit.core.errors import InputError, NotFound
from secondunit.formats import frame_zip
from secondunit.formats.frames import Frame, FrameTable, compare, scan


def digest(number):
    return f"{number:064x}"


def table(*numbers, stem="a"):
    return FrameTable.of(Frame(f"{stem}.{n:04d}.exr", digest(n), 10) for n in numbers)


def test_a_table_reads_back_and_orders_frames_by_number():
    found = FrameTable.of(Frame(f"b.{n}.exr", digest(n), 1) for n in (10, 9, 100, 1))
    assert [item.number for item in found.frames] == [1, 9, 10, 100]
    assert FrameTable.read(found.data) == found
    assert found.facts() == {"table_sha256": found.digest, "count": 4, "bytes": 4, "gaps": 96, "first": 1, "last": 100}
    assert found.to_csv().splitlines()[1] == b"b.1.exr,1," + digest(1).encode() + b",1"


@pytest.mark.parametrize(("change", "expected"), [
    (lambda f: f, []),
    (lambda f: [Frame(f[0].name, digest(77), 10), *f[1:]], [("changed", "a.0001.exr", "")]),
    (lambda f: f[1:], [("missing", "a.0001.exr", "")]),
    (lambda f: [*f, Frame("a.0009.exr", digest(9), 10)], [("added", "a.0009.exr", "")]),
    (lambda f: [*f, Frame("a.0009.exr", digest(2), 10)], [("added", "a.0009.exr", "a.0002.exr")]),
    (lambda f: [Frame("x.0001.exr", f[0].sha256, 10), *f[1:]], [("renamed", "a.0001.exr", "x.0001.exr")]),
    (lambda f: [Frame(f[0].name, f[1].sha256, 10), Frame(f[1].name, f[0].sha256, 10), *f[2:]],
     [("reordered", "a.0001.exr", "a.0002.exr"), ("reordered", "a.0002.exr", "a.0001.exr")]),
])
def test_each_kind_of_difference_is_told_by_name(change, expected):
    before = table(1, 2, 3)
    found = [(item.kind, item.name, item.other) for item in compare(before, change(list(before.frames)))]
    assert found == expected
    assert all(item.name in item.words() for item in compare(before, change(list(before.frames))))


@given(st.dictionaries(st.integers(1, 30), st.integers(0, 9), min_size=1, max_size=12),
       st.dictionaries(st.integers(1, 30), st.integers(0, 9), min_size=1, max_size=12))
def test_there_is_a_difference_exactly_where_names_or_pictures_differ(before, after):
    def of(numbers):
        return FrameTable.of(Frame(f"a.{n}.exr", digest(picture), 1) for n, picture in numbers.items())

    found = compare(of(before), of(after).frames)
    assert bool(found) is (before != after)
    touched = {item.name for item in found} | {item.other for item in found if item.kind == "renamed"}
    wrong = {f"a.{n}.exr" for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    assert touched == wrong


@given(st.binary(max_size=200))
def test_junk_is_no_table(data):
    with pytest.raises(InputError):
        FrameTable.read(data)


@pytest.mark.parametrize("change", [
    lambda data: data + b"\n", lambda data: data.replace(b'"schema":1', b'"schema":2'),
    lambda data: data.replace(b"a.0001.exr", b"../../a.exr"), lambda data: data.replace(b"a.0001.exr", b"a.0002.exr"),
    lambda data: data.replace(b"a.0001.exr", b"A.0002.exr"), lambda data: data.replace(b'"size":10', b'"size":-1'),
    lambda data: data.replace(b'"size":10', b'"size":true'), lambda data: data.replace(b"a.0001.exr", b"=cmd.exr"),
    lambda data: b"[" * 100000, lambda data: data.replace(digest(1).encode(), b"x" * 64),
])
def test_a_table_that_is_not_spelt_as_tables_are_is_refused(change):
    with pytest.raises(InputError):
        FrameTable.read(change(table(1, 2).data))


@pytest.mark.parametrize("name", ["notes.txt", "=1+1.exr", ".hidden.exr", "a\n.exr", "a:b.exr", "x" * 300 + ".exr"])
def test_a_folder_with_anything_but_frames_is_refused(name, tmp_path):
    folder = make(tmp_path / "shot")
    try:
        (folder / name).write_bytes(b"x")
    except OSError:
        pytest.skip("this disk does not take such a name")
    with pytest.raises(InputError):
        scan(folder)


def test_links_folders_empty_and_missing_folders_are_refused(tmp_path):
    folder = make(tmp_path / "shot")
    (folder / "link.exr").symlink_to(folder / "sh010.1001.exr")
    with pytest.raises(InputError, match="link"):
        scan(folder)
    (folder / "link.exr").unlink()
    (folder / "sub.exr").mkdir()
    with pytest.raises(InputError):
        scan(folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no frames"):
        scan(tmp_path / "empty")
    with pytest.raises(NotFound):
        scan(tmp_path / "none")


def test_an_archive_is_the_same_bytes_each_time_and_gives_the_frames_back(tmp_path):
    folder = make(tmp_path / "shot")
    first, second = frame_zip.pack(folder, tmp_path / "a.zip"), frame_zip.pack(folder, tmp_path / "b.zip")
    assert first == second and (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert frame_zip.read_table(tmp_path / "a.zip") == first
    assert compare(first, frame_zip.frames(tmp_path / "a.zip")) == ()
    frame_zip.unpack(tmp_path / "a.zip", tmp_path / "out")
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"frames.csv", "frames.json"} | {p.name for p in folder.iterdir()}
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None


@pytest.fixture
def sealed(tmp_path):
    frame_zip.pack(make(tmp_path / "shot"), tmp_path / "good.zip")
    return tmp_path / "good.zip"


def rewrite(path, out, *, name=None, compress=False, mode=None, extra=()):
    """The same archive with a member of another name, compressed, of another mode, and with further members."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for number, info in enumerate(old.infolist()):
            made = zipfile.ZipInfo(name if name is not None and number == 0 else info.filename)
            made.compress_type = zipfile.ZIP_DEFLATED if compress and number == 0 else zipfile.ZIP_STORED
            made.create_system, made.external_attr = 3, (mode if mode and number == 0 else 0o100644) << 16
            new.writestr(made, old.read(info))
        for each, data in extra:
            new.writestr(zipfile.ZipInfo(each), data)
    return out


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("settings", [
    {"name": "../sh010.1001.exr"}, {"name": "/etc/a.exr"}, {"name": "..\\a.exr"}, {"name": "C:a.exr"},
    {"name": "sub/a.exr"}, {"name": "a.sh"}, {"name": "SH010.1002.EXR"}, {"compress": True}, {"mode": 0o120777},
    {"mode": 0o040755}, {"extra": [("sh010.1001.exr", b"again")]}, {"extra": [("frames.json", b"{}")]},
    {"extra": [("run.exe", b"MZ")]}, {"extra": [("META-INF/other", b"x")]}, {"extra": [("META-INF/", b"x")]},
    {"extra": [("../../up.exr", b"x")]},
])
def test_a_hostile_archive_is_refused_and_nothing_is_unpacked(settings, sealed, tmp_path):
    bad = rewrite(sealed, tmp_path / "bad.zip", **settings)
    for work in (frame_zip.members, frame_zip.read_table, lambda path: list(frame_zip.frames(path)),
                 lambda path: frame_zip.unpack(path, tmp_path / "out" / "deep")):  # fmt: skip
        with pytest.raises(InputError):
            work(bad)
    assert not (tmp_path / "out").exists() and not list(tmp_path.glob("*.exr"))


def test_a_bomb_is_refused_before_it_is_unpacked(sealed, tmp_path):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.0001.exr", b"\0" * 10_000_000)
    assert bomb.stat().st_size < 20_000
    with pytest.raises(InputError, match="compressed"):
        frame_zip.members(bomb)


def end_of(data):
    return len(data) - 22


@pytest.mark.parametrize("change", [
    lambda d: d[:-1], lambda d: d + b"\0", lambda d: d[:100], lambda d: b"",
    lambda d: put(d, end_of(d) + 8, "<HH", 3, 3), lambda d: put(d, end_of(d) + 8, "<HH", 60000, 60000),
    lambda d: put(d, end_of(d) + 12, "<I", 0x7FFFFFFF), lambda d: put(d, end_of(d) + 16, "<I", 0),
    lambda d: put(d, end_of(d) + 8, "<HH", 0xFFFF, 0xFFFF), lambda d: put(d, 18, "<II", 1, 1),
    lambda d: put(d, 18, "<II", 0xFFFFFFFF, 0xFFFFFFFF), lambda d: put(d, 8, "<H", 8), lambda d: put(d, 30, "<B", 0x58),
    lambda d: put(d, d.index(b"PK\x01\x02") + 20, "<II", 9, 9), lambda d: put(d, d.index(b"PK\x01\x02") + 24, "<I", 1 << 30),
    lambda d: put(d, d.index(b"PK\x01\x02") + 42, "<I", 60),
    lambda d: put(d, d.index(b"PK\x01\x02", d.index(b"PK\x01\x02") + 4) + 42, "<I", 0),
    lambda d: put(d, d.index(b"PK\x01\x02") + 8, "<H", 1),
])
def test_headers_that_lie_are_refused(change, sealed, tmp_path):
    bad = tmp_path / "bad.zip"
    bad.write_bytes(change(sealed.read_bytes()))
    with pytest.raises(InputError):
        frame_zip.members(bad)


def put(data, place, form, *values):
    changed = bytearray(data)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_any_flipped_bit_of_an_archive_is_told_or_changes_no_frame(tmp_path_factory, place, bit):
    folder = tmp_path_factory.mktemp("flip")
    good = frame_zip.pack(make(folder / "shot", 3, 60), folder / "good.zip")
    data = bytearray((folder / "good.zip").read_bytes())
    data[place % len(data)] ^= 1 << bit
    (folder / "bad.zip").write_bytes(data)
    try:
        found = compare(frame_zip.read_table(folder / "bad.zip"), frame_zip.frames(folder / "bad.zip"))
    except InputError:
        return
    assert found or compare(good, frame_zip.frames(folder / "bad.zip")) == ()

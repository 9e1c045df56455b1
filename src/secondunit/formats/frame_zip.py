"""A frame sequence in one file: frames stored unpacked in a ZIP archive, with the table of their digests.

Frames stay ordinary members that any unzip takes out. Reading trusts nothing: only stored members of plain names, each
once, whose headers agree and whose bytes do not overlap (PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3 for ZIP64).
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from secondunit.core.errors import InputError
from secondunit.formats.frames import CSV_NAME, JSON_NAME, LARGEST, MOST, Frame, FrameTable, fault, scan

MEDIA_TYPE = "application/x-zip"
FOLDER, CREDENTIAL = "META-INF/", "META-INF/content_credential.c2pa"  # what the signing library puts in
_PIECE = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)  # an archive of the same frames is the same bytes
_DIRECTORY = 128 << 20  # bytes of the list at the end of an archive
_HINT = "take the file anew from who sent it"


@dataclass(frozen=True, slots=True)
class Member:
    """A member whose headers were checked: `start` is where its bytes lie in the archive."""

    name: str
    start: int
    size: int


def pack(folder: Path, target: Path) -> FrameTable:
    """Write the frames of a folder and their table to a new archive; memory does not grow with it.

    InputError when the folder holds anything but frames, or a frame changed while it was read.
    """
    table = scan(folder)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for frame in table.frames:
            digest = hashlib.sha256()
            with (folder / frame.name).open("rb") as source, archive.open(_info(frame.name, frame.size), "w") as member:
                while piece := source.read(_PIECE):
                    digest.update(piece)
                    member.write(piece)
            if digest.hexdigest() != frame.sha256:
                raise InputError(f"{frame.name} changed while it was sealed", hint="wait until the render has ended")
        for name, data in ((CSV_NAME, table.to_csv()), (JSON_NAME, table.data)):
            archive.writestr(_info(name, len(data)), data)
    return table


def _info(name: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.file_size, info.create_system, info.external_attr = size, 3, (stat.S_IFREG | 0o644) << 16
    return info


def read_table(path: Path) -> FrameTable:
    """Return the table that lies in an archive; InputError when it is not a sealed sequence of ours."""
    with path.open("rb") as file:
        found = {item.name: item for item in _members(file)}
        if JSON_NAME not in found or found[JSON_NAME].size > LARGEST:
            raise InputError(f"{path.name} holds no {JSON_NAME}", hint=_HINT)
        file.seek(found[JSON_NAME].start)
        table = FrameTable.read(file.read(found[JSON_NAME].size))
        if CSV_NAME in found:
            file.seek(found[CSV_NAME].start)
            if file.read(found[CSV_NAME].size) != table.to_csv():
                raise InputError(f"{CSV_NAME} and {JSON_NAME} do not say the same", hint=_HINT)
    return table


def frames(path: Path) -> Iterator[Frame]:
    """Hash the frames of an archive as they lie in it; InputError for an archive that cannot be trusted."""
    with path.open("rb") as file:
        for member in _members(file):
            if member.name in (JSON_NAME, CSV_NAME, CREDENTIAL):
                continue
            file.seek(member.start)
            digest, left = hashlib.sha256(), member.size
            while left and (piece := file.read(min(_PIECE, left))):
                digest.update(piece)
                left -= len(piece)
            yield Frame(member.name, digest.hexdigest(), member.size)


def unpack(path: Path, folder: Path, only: Callable[[str], bool] | None = None) -> FrameTable:
    """Write the frames of an archive into a new folder and return its table; nothing is ever written outside it.

    With `only`, just the frames whose name it holds for, and no table.
    """
    table = read_table(path)
    folder.mkdir(parents=True)
    with path.open("rb") as file:
        for member in _members(file):
            if member.name == CREDENTIAL or (only is not None and (
                member.name in (CSV_NAME, JSON_NAME) or not only(member.name))):  # fmt: skip
                continue
            file.seek(member.start)
            with (folder / member.name).open("xb") as out:
                left = member.size
                while left and (piece := file.read(min(_PIECE, left))):
                    out.write(piece)
                    left -= len(piece)
    return table


def members(path: Path) -> list[Member]:
    """Return the members of an archive in the order of their bytes; InputError when one cannot be trusted."""
    with path.open("rb") as file:
        return _members(file)


def _members(file: BinaryIO) -> list[Member]:
    total = os.fstat(file.fileno()).st_size
    begin, count = _directory(file, total)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError, UnicodeError) as error:
        raise InputError(f"the archive cannot be read: {error}", hint=_HINT) from error
    if len(infos) != count:
        raise InputError("the archive counts its members wrong", hint=_HINT)
    out, names, end = list[Member](), set[str](), 0
    for info in infos:
        if problem := _distrust(info, names):
            raise InputError(f"member {info.filename[:80]!a} {problem}", hint=_HINT)
        names.add(info.filename.casefold())
        start = _local(file, info)
        if info.header_offset < end or start + info.file_size > begin:
            raise InputError(f"member {info.filename} lies over another or outside the archive", hint=_HINT)
        end = start + info.file_size
        if info.filename == FOLDER:
            continue
        out.append(Member(info.filename, start, info.file_size))
    return out


def _distrust(info: zipfile.ZipInfo, names: set[str]) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.orig_filename != info.filename:
        return "has a name that is cut short"
    if info.filename not in (JSON_NAME, CSV_NAME, FOLDER, CREDENTIAL) and (problem := fault(info.filename)):
        return problem
    if info.filename.casefold() in names:
        return "is there twice"
    if info.filename == FOLDER:
        return "" if kind in (0, stat.S_IFDIR) and not info.file_size and not info.compress_size else "is not empty"
    if kind not in (0, stat.S_IFREG):
        return "is a link or a folder"
    if info.compress_type != zipfile.ZIP_STORED:
        return "is compressed, which sealed sequences never are"
    if info.flag_bits & 0x1:
        return "is encrypted"
    return "says two sizes" if info.file_size != info.compress_size else ""


def _directory(file: BinaryIO, total: int) -> tuple[int, int]:
    """Where the list at the end of the archive begins, and how many members it names; checked before it is read."""
    if total < 22:
        raise InputError("the archive is cut short", hint=_HINT)
    file.seek(total - 22)
    mark, disk, start_disk, here, count, size, begin, comment = struct.unpack("<IHHHHIIH", file.read(22))
    tail = total - 22
    if mark != 0x06054B50 or comment:
        raise InputError("this is no archive, or something follows it", hint=_HINT)
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, begin):
        if total < 22 + 20 + 56:
            raise InputError("the archive is cut short", hint=_HINT)
        file.seek(total - 42)
        locator, _, where, disks = struct.unpack("<IIQI", file.read(20))
        if locator != 0x07064B50 or disks != 1 or where + 56 > total - 42:
            raise InputError("the archive has no list of its members", hint=_HINT)
        file.seek(where)
        mark, _, _, _, disk, start_disk, here, count, size, begin = struct.unpack("<IQHHIIQQQQ", file.read(56))
        tail = where
        if mark != 0x06064B50:
            raise InputError("the archive has no list of its members", hint=_HINT)
    if disk or start_disk or here != count or begin + size != tail:
        raise InputError("the archive's list of members is not where it says", hint=_HINT)
    if size > _DIRECTORY or count > MOST + 3:
        raise InputError(f"the archive names {count} members, more than a sequence has", hint=_HINT)
    return begin, count


def _local(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where the bytes of a member begin; its own header must say what the list says."""
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise InputError(f"member {info.filename} has no header", hint=_HINT)
    _, flags, method, _, _, _, packed, size, name, extra = struct.unpack("<HHHHHIIIHH", header[4:])
    spelt = file.read(name)
    fields = file.read(extra)
    if packed == size == 0xFFFFFFFF:
        size, packed = _long_sizes(fields)
    loose = flags & 0x8 and not size and not packed  # sizes follow the bytes; the list has them
    if spelt != _spelt(info) or method != info.compress_type or not (
        loose or (size, packed) == (info.file_size, info.compress_size)
    ):
        raise InputError(f"member {info.filename} says one thing in the list and another in its header", hint=_HINT)
    return int(info.header_offset + 30 + name + extra)


def _long_sizes(fields: bytes) -> tuple[int, int]:
    place = 0
    while place + 4 <= len(fields):
        kind, length = struct.unpack_from("<HH", fields, place)
        if kind == 1 and length >= 16 and place + 20 <= len(fields):
            size, packed = struct.unpack_from("<QQ", fields, place + 4)
            return int(size), int(packed)
        place += 4 + length
    return -1, -1


def _spelt(info: zipfile.ZipInfo) -> bytes:
    return info.filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")

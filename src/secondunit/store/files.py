"""Files that are either whole or absent: temp file, fsync, then link or rename. Errors become ours."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from secondunit.core.errors import DiskFull, NotFound, ReadOnly, StoreError

AT_ONCE = 8  # files that are made durable at a time
RESUME = "free some space and run the same command again: finished takes are kept"


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into our store errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(f"no space left while writing {path.name}", hint=RESUME) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            hint = "choose a folder that you may write to, or change its permissions"
            raise ReadOnly(f"{path} cannot be written", hint=hint) from error
        if isinstance(error, FileExistsError):
            raise
        if isinstance(error, FileNotFoundError):
            raise NotFound(f"{path} does not exist") from error
        if error.errno == errno.ENAMETOOLONG:
            raise StoreError(f"the name {path.name[:40]}... is too long", hint="use a shorter name") from error
        raise StoreError(f"{path}: {error.strerror or error}") from error


def sync(paths: Sequence[Path]) -> None:
    """Make files durable, several at a time, so that the file system commits them together; raises OSError."""
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(len(paths), AT_ONCE)) as pool:
        for _ in pool.map(_sync, paths):
            pass  # the first error is raised here


def sync_folders(folders: Iterable[Path]) -> None:
    """Make new names in these folders durable; file systems that refuse are left alone."""
    with contextlib.suppress(OSError):
        sync(tuple(dict.fromkeys(folders)))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file that must not exist yet; raise FileExistsError when another writer was first."""
    write_all_new([(path, data)], mode)


def write_all_new(items: Iterable[tuple[Path, bytes]], mode: int = 0o644) -> None:
    """Write files that must not exist yet. All are on disk before the first has its name; names are given in order.

    So a crash leaves the first of them, each whole. Raises FileExistsError at one that another writer was quicker
    with, and leaves those before it.
    """
    temps: list[tuple[Path, Path]] = []
    try:
        for path, data in items:
            with disk_errors(path):
                temps.append((_temporary(path, data, mode), path))
        for first in temps[:1]:
            with disk_errors(first[1]):
                sync([temp for temp, _ in temps])
        for temp, path in temps:
            with disk_errors(path):
                os.link(temp, path)  # fails if the name exists: the exclusive claim
    finally:
        for temp, _ in temps:
            temp.unlink(missing_ok=True)
        sync_folders(path.parent for _, path in temps)


def write_over(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file at once: readers see the old bytes or the new ones."""
    with disk_errors(path):
        temp = _temporary(path, data, mode)
        try:
            sync([temp])
            temp.replace(path)
        finally:
            temp.unlink(missing_ok=True)
        sync_folders([path.parent])


def _temporary(path: Path, data: bytes, mode: int) -> Path:
    """Write the bytes beside the file that they are for, under another name and not durable yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
    temp = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temp.chmod(mode)
    except BaseException:
        temp.unlink(missing_ok=True)
        raise
    return temp

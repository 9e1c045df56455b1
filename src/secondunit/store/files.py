"""Files that are either whole or absent: temp file, fsync, then link or rename. Errors become ours."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from secondunit.core.errors import DiskFull, NotFound, ReadOnly, StoreError

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


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; file systems that refuse are left alone."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_new(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file that must not exist yet; raise FileExistsError when another writer was first."""
    _write(path, data, mode, replace=False)


def write_over(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file at once: readers see the old bytes or the new ones."""
    _write(path, data, mode, replace=True)


def _write(path: Path, data: bytes, mode: int, *, replace: bool) -> None:
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
        temp = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temp.chmod(mode)
            if replace:
                temp.replace(path)
            else:
                os.link(temp, path)  # fails if the name exists: the exclusive claim
        finally:
            temp.unlink(missing_ok=True)
        sync_folder(path.parent)

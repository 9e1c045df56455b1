"""Private documents: signed riders, licences, approvals. `papers/sha256/ab/abcd...`, readable by the owner alone.

They are no media: they never travel in a delivery, and only their digest stands in records.
"""

from __future__ import annotations

import contextlib
import re
import stat
from pathlib import Path

from secondunit.core.errors import DigestMismatch, InputError, NotFound
from secondunit.core.identity import sha256
from secondunit.store.files import disk_errors, write_new

MAX_BYTES = 64 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Papers:
    """The private documents of one production."""

    def __init__(self, root: Path) -> None:
        self.root = root / "sha256"

    def path(self, digest: str) -> Path:
        """Return where a document lies, whether or not it is there; only digests become paths."""
        if not _DIGEST.fullmatch(digest):
            raise NotFound(f"{digest[:80]!r} is not the digest of a document")
        return self.root / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Tell whether the document is kept here."""
        return self.path(digest).is_file()

    def read(self, digest: str) -> bytes:
        """Return a document; NotFound when it is not kept here, DigestMismatch when it was changed."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"document {digest[:12]} is not kept in this production") from None
        if sha256(data) != digest:
            raise DigestMismatch(f"document {digest[:12]} was changed on disk", hint="restore it from a backup")
        return data

    def keep(self, data: bytes) -> str:
        """Keep a document and return its digest; DigestMismatch when the one that is kept was changed."""
        digest = sha256(data)
        path = self.path(digest)
        if path.exists():
            self.read(digest)
            return digest
        with disk_errors(path):
            self.root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another command keeps the same document
            write_new(path, data, 0o600)
        return digest


def load(source: Path) -> bytes:
    """Return the bytes of a document that somebody names; InputError for what is empty, too large or no plain file."""
    try:
        kind = source.stat()
        if not stat.S_ISREG(kind.st_mode):
            raise InputError(f"{source} is not a plain file", hint="give the document itself, for example a PDF")
        if kind.st_size > MAX_BYTES:
            raise InputError(f"{source} is larger than {MAX_BYTES >> 20} MB", hint="give the signed pages alone")
        data = source.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"there is no file {source}") from None
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}") from error
    if not data:
        raise InputError(f"{source} is empty", hint="give the signed document")
    return data

"""Content-addressed media: `media/sha256/ab/abcd...`, read-only, never overwritten."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from secondunit.core.errors import DigestMismatch, NotFound
from secondunit.store.files import disk_errors, sync, sync_folders

_DIGEST = re.compile(r"[0-9a-f]{64}")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in constant memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class MediaStore:
    """The media folder of one production."""

    def __init__(self, root: Path) -> None:
        self.root = root / "sha256"

    def path(self, digest: str) -> Path:
        """Return where a digest lies (whether or not it is there); only real digests become paths."""
        if not _DIGEST.fullmatch(digest):
            raise NotFound(f"{digest[:80]!r} is not a media digest")
        return self.root / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Tell whether the media are in the store."""
        return self.path(digest).is_file()

    def get(self, digest: str) -> Path:
        """Return the file of a digest or raise NotFound."""
        path = self.path(digest)
        if not path.is_file():
            raise NotFound(f"media {digest[:12]} is not in this production")
        return path

    def check(self, digest: str) -> None:
        """Raise DigestMismatch unless the bytes on disk are the bytes that were admitted."""
        if file_digest(self.get(digest)) != digest:
            raise DigestMismatch(f"media {digest[:12]} was changed on disk", hint="restore it from a backup")

    def take_in(self, items: Iterable[tuple[Path, str]]) -> None:
        """Move scratch files in under their digests. Only the admission calls this.

        All are on disk before the first has its name: whatever lies under a digest is whole, also after a crash.
        """
        waiting: dict[Path, Path] = {}  # target -> where its bytes are meanwhile
        folders: list[Path] = []
        try:
            for source, digest in items:
                target = self.path(digest)
                with disk_errors(target):
                    if target.is_file() or target in waiting:
                        source.unlink(missing_ok=True)
                        continue
                    folders += [target.parent] if target.parent.is_dir() else [target.parent, self.root]
                    target.parent.mkdir(parents=True, exist_ok=True)
                    waiting[target] = temp = target.with_name(f".tmp-{digest[:16]}-{os.getpid()}")
                    try:
                        source.replace(temp)
                    except OSError:  # another file system
                        shutil.copyfile(source, temp)
                        source.unlink(missing_ok=True)
                    temp.chmod(0o444)
            with disk_errors(self.root):
                sync(tuple(waiting.values()))
            for target, temp in waiting.items():
                with disk_errors(target):
                    temp.replace(target)
        finally:
            for temp in waiting.values():
                with contextlib.suppress(OSError):
                    temp.unlink(missing_ok=True)
            sync_folders(folders)

    def all(self) -> Iterator[str]:
        """Yield every digest that lies in the folder, recorded or not."""
        if self.root.is_dir():
            for folder in sorted(self.root.iterdir()):
                if folder.is_dir():
                    yield from sorted(p.name for p in folder.iterdir() if _DIGEST.fullmatch(p.name))

"""One writer to a production at a time: an advisory lock that the system drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from secondunit.core.errors import WriterBusy
from secondunit.store.files import disk_errors


class WriterLock:
    """Hold `.secondunit/writer.lock`; use as a context manager. Re-entrant in one object."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None
        self._depth = 0

    def __enter__(self) -> WriterLock:
        """Take the lock or raise WriterBusy at once."""
        if self._depth == 0:
            with disk_errors(self.path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(handle, 32).decode("ascii", "replace").strip()
                os.close(handle)
                raise WriterBusy(
                    f"another command is writing to this production (process {holder or 'unknown'})",
                    hint="wait for it to end, or stop it; what it finished is kept",
                ) from None
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            self._handle = handle
        self._depth += 1
        return self

    def __exit__(self, *_: object) -> None:
        """Let go at the outermost exit."""
        self._depth -= 1
        if self._depth == 0 and self._handle is not None:
            os.close(self._handle)
            self._handle = None

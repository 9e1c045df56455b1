"""The worker: one process, one job at a time, JSON lines on stdin and stdout. Standard library only.

It runs in our interpreter or in an engine's own (then started by path with the package's folder on
sys.path). Arguments name the engines to load before saying ready, as `module:Class`. In: `{"id", "engine",
"capability", "parameters", "seed", "inputs": {role: path}, "scratch"}`. Out:
`{"ready"}`, `{"id", "progress"}`, `{"id", "done": [{"role", "path", "media_type"}]}` or
`{"id", "error": {code, message, hint, retryable}}`. Anything an engine prints goes to stderr.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from secondunit.core.errors import EngineError, OutOfMemory, StudioError
from secondunit.engines.api import Engine, Work


def _die_with_parent() -> None:
    """Ask Linux to end this worker when its parent dies; elsewhere the closed stdin does."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _protocol() -> TextIO:
    """Keep the real stdout for the protocol and send every other print to stderr."""
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return wire


def _make(engine: Engine, job: dict[str, Any], send: Callable[[dict[str, Any]], None]) -> None:
    best = 0.0

    def progress(value: float) -> None:
        nonlocal best
        best = max(best, min(1.0, value))
        send({"id": job["id"], "progress": round(best, 4)})

    scratch = Path(job["scratch"])
    inputs = {role: Path(path) for role, path in job["inputs"].items()}
    outputs = engine.make(job["capability"], Work(job["parameters"], job["seed"], inputs, scratch, progress))
    done = [
        {"role": o.role, "path": str(o.path.resolve().relative_to(scratch.resolve())), "media_type": o.media_type}
        for o in outputs
    ]
    send({"id": job["id"], "done": done})


def _error(error: BaseException) -> dict[str, Any]:
    if isinstance(error, StudioError):
        return {**error.to_json(), "retryable": error.retryable, "class": type(error).__name__}
    if isinstance(error, MemoryError):
        return {"code": OutOfMemory.code, "class": "OutOfMemory", "message": "the engine ran out of memory",
                "hint": "close other programs or choose smaller pictures", "retryable": True}
    if isinstance(error, OSError) and error.errno == 28:  # ENOSPC
        return {"code": "store.disk_full", "class": "DiskFull", "message": "the disk is full", "retryable": False,
                "hint": "free some space and run the same command again: finished takes are kept"}
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return {"code": EngineError.code, "class": "EngineError", "retryable": False, "hint": "see the worker's log",
            "message": f"{type(error).__name__}: {error} ({where})"}


def main(argv: list[str]) -> int:
    """Serve jobs until stdin closes; 0 at the end, 75 when out of memory (worth another try elsewhere)."""
    _die_with_parent()
    wire = _protocol()

    def send(message: dict[str, Any]) -> None:
        wire.write(json.dumps(message) + "\n")

    loaded: dict[str, Engine] = {}

    def engine(target: str) -> Engine:
        if target not in loaded:
            module, _, name = target.partition(":")
            loaded[target] = getattr(importlib.import_module(module), name)()
        return loaded[target]

    for target in argv:
        engine(target)
    send({"ready": True, "pid": os.getpid()})
    for line in sys.stdin:
        job = json.loads(line)
        try:
            _make(engine(job["engine"]), job, send)
        except MemoryError as error:
            send({"id": job["id"], "error": _error(error)})
            return 75
        except Exception as error:
            traceback.print_exc()
            send({"id": job["id"], "error": _error(error)})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

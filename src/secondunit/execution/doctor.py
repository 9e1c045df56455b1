"""Start each engine's worker once and say whether it is ready."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from secondunit import plugins
from secondunit.core.errors import StudioError
from secondunit.execution.workers import Worker, interpreter_for


def examine() -> list[dict[str, Any]]:
    """Return a row per engine: name, state (ready, not installed, not configured, broken), start seconds and a hint."""
    return [_examine(manifest) for manifest in plugins.engines().values()]


def _examine(manifest: plugins.EngineManifest) -> dict[str, Any]:
    row = {"name": manifest.name, "state": "ready", "start": "", "hint": ""}
    with tempfile.TemporaryDirectory(prefix="secondunit-") as folder:
        log = Path(folder) / "worker.log"
        try:
            interpreter = interpreter_for(manifest)
        except StudioError as error:
            return {**row, "state": "not configured" if manifest.environment else "not installed", "hint": error.hint}
        start = time.monotonic()
        worker = Worker(interpreter, (f"{manifest.module}:{manifest.cls}",), Path(folder), log, manifest.environment)
        try:
            while not any(message.get("ready") for message in worker.read()):
                pass
            row["start"] = f"{time.monotonic() - start:.2f} s"
        except StudioError:
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            row |= {"state": "broken", "hint": lines[-1] if lines else "its worker ended without a word"}
        finally:
            worker.kill()
    return row

"""A worker process and its pipe. A crash is an error of one job, never of the application."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from secondunit.core import errors
from secondunit.core.errors import Crashed, EngineError, StudioError
from secondunit.plugins import EngineManifest

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_KEEP = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
# Our folder goes last on the path: an engine's own interpreter must find its own numpy first.
_START = (
    "import sys; sys.path.append(sys.argv.pop(1)); from secondunit.engines.runtime import main; "
    "sys.exit(main(sys.argv[1:]))"
)


class Worker:
    """One process that makes one recipe at a time and is told neither where the store nor the keys are."""

    def __init__(
        self, interpreter: Path, preload: tuple[str, ...], scratch: Path, log: Path, given: tuple[str, ...] = ()
    ) -> None:
        """Start it; `given` names the variables of our environment that this engine's manifest asks for."""
        environment = {k: v for k, v in os.environ.items() if k in _KEEP or k in given}
        # One core a worker: the dispatcher starts as many as there are cores.
        environment |= {"SECONDUNIT_THREADS": "1", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1",
                        "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        self._log: BinaryIO = log.open("ab")
        self.log = log
        self.process = subprocess.Popen(
            [str(interpreter), "-c", _START, str(PACKAGE_ROOT), *preload],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, cwd=scratch, env=environment,
            start_new_session=True,
        )
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise EngineError("a worker started without pipes")
        self._stdin, self._stdout = stdin, stdout
        self.done = 0
        self._buffer = b""

    @property
    def pipe(self) -> int:
        """The file descriptor to wait on."""
        return self._stdout.fileno()

    def give(self, message: dict[str, Any]) -> None:
        """Send a recipe; raise Crashed if the worker is gone."""
        try:
            self._stdin.write(json.dumps(message).encode() + b"\n")
            self._stdin.flush()
        except (BrokenPipeError, OSError) as error:
            raise self.crash() from error

    def read(self) -> list[dict[str, Any]]:
        """Return the messages that have arrived; raise Crashed at the end of the pipe."""
        data = os.read(self.pipe, 1 << 16)
        if not data:
            raise self.crash()
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        try:
            messages = [json.loads(line) for line in lines]
            if not all(isinstance(message, dict) for message in messages):
                raise ValueError("not an object")
            return messages
        except ValueError as error:
            self.kill()
            raise EngineError("a worker broke the protocol", hint=f"see {self.log.name}") from error

    def crash(self) -> Crashed:
        """Describe how the worker ended."""
        self.kill()
        code = self.process.returncode
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return Crashed(f"a worker died ({how})", hint=f"its last words are in .secondunit/logs/{self.log.name}")

    def kill(self) -> None:
        """End the worker and its children at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._log.close()


def interpreter_for(manifest: EngineManifest) -> Path:
    """Return the interpreter of an engine: ours, or its managed environment.

    Unavailable if that is not installed, or a variable that the engine needs is not set.
    """
    if unset := [name for name in manifest.environment if not os.environ.get(name)]:
        hint = f"set {', '.join(unset)}; see docs/guide/engines.md"
        raise errors.Unavailable(f"engine {manifest.name} is not configured", hint=hint)
    if not manifest.requires:
        return Path(sys.executable)
    from secondunit.engines import environments

    found = environments.interpreter(manifest.name, manifest.requires, manifest.python)
    if found is None:
        hint = f"install it with: secondunit engines install {manifest.name}"
        raise errors.Unavailable(f"engine {manifest.name} is not installed", hint=hint)
    return found


def as_error(data: dict[str, Any]) -> StudioError:
    """Turn a worker's error message back into the exception class it names."""
    kind = getattr(errors, str(data.get("class", "")), EngineError)
    if not (isinstance(kind, type) and issubclass(kind, StudioError)):
        kind = EngineError
    return kind(str(data.get("message", "")), hint=str(data.get("hint", "")))

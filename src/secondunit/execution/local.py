"""The local dispatcher: at most one worker per core, recipes in dependency order, retries, cancel.

It streams: frames are pulled from the plan only as fast as workers take them, so memory does not grow with
the length of a script. What was made before is a cache hit. A dead worker costs one try of one frame.
"""

from __future__ import annotations

import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from secondunit import plugins
from secondunit.core.errors import EngineTimeout, OutOfMemory, StudioError
from secondunit.core.jobs import Frame, FrameState, move
from secondunit.execution.workers import Worker, as_error, interpreter_for

TRIES = 2
RECYCLE = 400  # frames after which a worker is replaced: leaks in native code stay small
LOG_BYTES = 4 << 20  # of a log before it is put aside; one older one is kept
TIMEOUT_S = 600.0  # without a sign of life
BUILT_IN = ("secondunit.engines.layout:Layout", "secondunit.engines.ink:Ink")

OnDone = Callable[[Frame, list[dict[str, str]], Path], None]  # publish: outputs and their scratch folder
OnState = Callable[[Frame, FrameState, StudioError | None], None]
Resolve = Callable[[str], Path]


@dataclass
class Tally:
    """How a job went."""

    made: int = 0
    cached: int = 0
    dead: list[tuple[Frame, StudioError]] = field(default_factory=list)
    blocked: int = 0  # frames whose input is dead


@dataclass
class _Running:
    frame: Frame
    since: float


class Dispatcher:
    """Runs frames on local workers until the plan is exhausted."""

    def __init__(
        self, scratch: Path, logs: Path, *, resolve: Resolve, is_made: Callable[[str], bool],
        publish: OnDone, on_state: OnState | None = None, cancelled: Callable[[], bool] = lambda: False,
        cores: int | None = None, timeout: float = TIMEOUT_S,
    ) -> None:  # fmt: skip
        self.scratch, self.logs = scratch, logs
        self.resolve, self.is_made, self.publish = resolve, is_made, publish
        self.on_state = on_state or (lambda frame, state, error: None)
        self.cancelled = cancelled
        self.cores = cores or min(os.cpu_count() or 1, 8)
        self.timeout = timeout
        self.tally = Tally()
        self._workers: dict[Worker, _Running | None] = {}
        self._kinds: dict[Worker, str] = {}
        self._selector = selectors.DefaultSelector()
        self._finished: list[tuple[Frame, list[dict[str, str]]]] = []
        self._tries: dict[str, int] = {}
        self._state: dict[str, FrameState] = {}

    def run(self, frames: Iterator[Frame]) -> Tally:
        """Make every frame; return the tally. Publishing errors of the store end the run at once."""
        ready: deque[Frame] = deque()
        waiting: list[Frame] = []
        dead: set[str] = set()
        seen: set[str] = set()
        exhausted = False
        try:
            while not self.cancelled():
                while not exhausted and len(ready) + len(waiting) < 4 * self.cores:
                    frame = next(frames, None)
                    if frame is None:
                        exhausted = True
                    elif frame.recipe.hash in seen or self.is_made(frame.recipe.hash):
                        if frame.recipe.hash not in seen:
                            self.tally.cached += 1
                            seen.add(frame.recipe.hash)
                            self._enter(frame, FrameState.WAITING, FrameState.SUCCEEDED)
                    else:
                        seen.add(frame.recipe.hash)
                        self._enter(frame, FrameState.DEPEND if frame.depends else FrameState.WAITING)
                        waiting.append(frame)
                waiting = self._release(waiting, ready, dead)
                while ready and self._busy() < self.cores:
                    self._start(ready.popleft(), ready, dead)
                if self._publish(ready, dead):  # after starting others: the cores stay busy meanwhile
                    continue
                if self._busy():
                    self._listen(ready, dead)
                elif exhausted and not (ready or waiting or self._finished):
                    break
            return self.tally
        finally:
            self.close()

    def _enter(self, frame: Frame, *states: FrameState, error: StudioError | None = None) -> None:
        for state in states:
            old = self._state.get(frame.recipe.hash)
            self._state[frame.recipe.hash] = state if old is None else move(old, state)
            self.on_state(frame, state, error)
        if states[-1] in (FrameState.SUCCEEDED, FrameState.DEAD):
            self._state.pop(frame.recipe.hash, None)  # ended: memory must not grow with the job

    def _release(self, waiting: list[Frame], ready: deque[Frame], dead: set[str]) -> list[Frame]:
        left = []
        for frame in waiting:
            if dead.intersection(frame.depends):
                self.tally.blocked += 1
                dead.add(frame.recipe.hash)
                self._enter(frame, FrameState.DEAD)
            elif all(self.is_made(d) for d in frame.depends):
                if frame.depends:
                    self._enter(frame, FrameState.WAITING)
                ready.append(frame)
            else:
                left.append(frame)
        return left

    def _busy(self) -> int:
        return sum(1 for running in self._workers.values() if running)

    def _start(self, frame: Frame, ready: deque[Frame], dead: set[str]) -> None:
        recipe = frame.recipe
        worker: Worker | None = None
        try:
            manifest = plugins.engine(recipe.engine)
            worker = self._worker(manifest)
            folder = self.scratch / recipe.hash
            folder.mkdir(parents=True, exist_ok=True)
            inputs = {role: str(self.resolve(reference)) for role, reference in recipe.inputs.items()}
            self._enter(frame, FrameState.RUNNING)
            self._workers[worker] = _Running(frame, time.monotonic())
            worker.give({
                "id": recipe.hash, "engine": f"{manifest.module}:{manifest.cls}", "capability": recipe.capability,
                "parameters": recipe.to_json()["parameters"], "seed": recipe.seed, "inputs": inputs,
                "scratch": str(folder),
            })  # fmt: skip
        except StudioError as error:
            if worker is not None and worker.process.returncode is not None:
                self._drop(worker)
            self._failed(frame, error, ready, dead)

    def _worker(self, manifest: plugins.EngineManifest) -> Worker:
        """Return an idle worker of the right interpreter, or start one (and end an idle one of another kind)."""
        kind = manifest.name if manifest.requires or manifest.environment else ""
        for worker, running in list(self._workers.items()):
            if running is None and self._kinds[worker] == kind:
                if worker.done < RECYCLE and worker.process.poll() is None:
                    return worker
                worker.kill()
                self._drop(worker)
        if len(self._workers) >= self.cores:
            idle = next(w for w, running in self._workers.items() if running is None)
            idle.kill()
            self._drop(idle)
        interpreter = interpreter_for(manifest)
        preload = (f"{manifest.module}:{manifest.cls}",) if kind else BUILT_IN
        self.logs.mkdir(parents=True, exist_ok=True)
        self.scratch.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"worker-{kind or 'built-in'}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        worker = Worker(interpreter, preload, self.scratch, log, manifest.environment)
        self._workers[worker] = None
        self._kinds[worker] = kind
        self._selector.register(worker.pipe, selectors.EVENT_READ, worker)
        return worker

    def _drop(self, worker: Worker) -> None:
        for key in list(self._selector.get_map().values()):
            if key.data is worker:
                self._selector.unregister(key.fileobj)
        self._workers.pop(worker, None)
        self._kinds.pop(worker, None)

    def _listen(self, ready: deque[Frame], dead: set[str]) -> None:
        for key, _ in self._selector.select(timeout=0.5):
            worker: Worker = key.data
            running = self._workers.get(worker)
            try:
                for message in worker.read():
                    self._hear(worker, message, ready, dead)
            except StudioError as error:
                self._drop(worker)
                if running:
                    self._failed(running.frame, error, ready, dead)
        now = time.monotonic()
        for worker, running in list(self._workers.items()):
            if running and now - running.since > self.timeout:
                worker.kill()
                self._drop(worker)
                late = EngineTimeout(f"engine {running.frame.recipe.engine} was silent for {self.timeout:.0f} s")
                self._failed(running.frame, late, ready, dead)

    def _hear(self, worker: Worker, message: Mapping[str, Any], ready: deque[Frame], dead: set[str]) -> None:
        running = self._workers.get(worker)
        if running is None or message.get("id") != running.frame.recipe.hash:
            return  # ready, or a late word about a frame that is no longer its
        if "progress" in message:
            running.since = time.monotonic()
            return
        self._workers[worker] = None
        worker.done += 1
        frame = running.frame
        if "error" in message:
            error = as_error(dict(message["error"]))
            if isinstance(error, OutOfMemory):  # it ends by itself, but must not be given more meanwhile
                worker.kill()
                self._drop(worker)
            self._failed(frame, error, ready, dead)
            return
        self._finished.append((frame, message["done"]))

    def _publish(self, ready: deque[Frame], dead: set[str]) -> bool:
        """Publish one finished frame; False when there is none."""
        if not self._finished:
            return False
        frame, outputs = self._finished.pop(0)
        try:
            self.publish(frame, outputs, self.scratch / frame.recipe.hash)
        except StudioError as error:
            if error.exit_code != 5:
                raise
            self._failed(frame, error, ready, dead)  # bad output is the engine's fault: the job goes on
            return True
        self.tally.made += 1
        self._enter(frame, FrameState.SUCCEEDED)
        return True

    def _failed(self, frame: Frame, error: StudioError, ready: deque[Frame], dead: set[str]) -> None:
        key = frame.recipe.hash
        if error.exit_code == 6:  # disk full and the like: no other frame will do better
            raise error
        self._tries[key] = self._tries.get(key, 0) + 1
        if error.retryable and self._tries[key] < TRIES:
            if self._state.get(key) is FrameState.RUNNING:
                self._enter(frame, FrameState.WAITING, error=error)
            ready.append(frame)
            return
        dead.add(key)
        self.tally.dead.append((frame, error))
        self._enter(frame, FrameState.DEAD, error=error)

    def close(self) -> None:
        """End all workers."""
        for worker in list(self._workers):
            worker.kill()
            self._drop(worker)
        self._selector.close()

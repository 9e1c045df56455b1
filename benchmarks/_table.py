"""What the benchmark scripts share: timing, peers in other interpreters, one table form, JSON results."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("results")
NO_PEER = "peer not installed"


@dataclass(frozen=True)
class Measured:
    """The median of some runs, with the smallest and the largest."""

    median: float
    low: float
    high: float
    runs: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Measured:
        return cls(statistics.median(values), min(values), max(values), len(values))

    def scaled(self, factor: float) -> Measured:
        return Measured(self.median * factor, self.low * factor, self.high * factor, self.runs)


@dataclass(frozen=True)
class Row:
    """One claim. `asked` is an upper bound in `unit`, or with `least` a lower one; `peer` is another tool's figure."""

    claim: str
    unit: str
    ours: Measured
    asked: float | None = None
    peer_name: str = ""
    peer: Measured | None = None
    least: bool = False

    @property
    def held(self) -> bool:
        if self.asked is None:
            return True
        return self.ours.median >= self.asked if self.least else self.ours.median <= self.asked


def arguments(description: str, runs: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=runs, help="measured runs (default %(default)s)")
    parser.add_argument("--save", action="store_true", help="append to benchmarks/results/NAME.json")
    return parser


def measure(work: Callable[[], object], runs: int, warm: int = 1) -> Measured:
    """Return the seconds of `work` after `warm` runs that do not count."""
    for _ in range(warm):
        work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return Measured.of(times)


def peer(python: str | Path | None, code: str, *args: str) -> dict[str, object] | None:
    """Run a peer in its own interpreter; its last line of output is JSON. None when it is not installed."""
    if python is None:
        return None
    run = subprocess.run(
        [str(python), "-c", code, *args], capture_output=True, text=True, check=False, env=clean_environment()
    )
    if run.returncode == 3:  # the code's way to say that the import failed
        return None
    if run.returncode:
        raise SystemExit(f"the peer failed:\n{run.stderr[-2000:]}")
    answer: dict[str, object] = json.loads(run.stdout.strip().splitlines()[-1])
    return answer


def clean_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}


def machine() -> str:
    """Return processor, cores, memory and Python; no host, user or path."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
        memory = f", {gib:.0f} GiB"
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"{model}, {cores} cores{memory}, {platform.system()}, Python {platform.python_version()}{load}"


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def spread(measured: Measured) -> str:
    text = number(measured.median)
    if measured.runs == 1:
        return text
    return f"{text} ({number(measured.low)}-{number(measured.high)}, n={measured.runs})"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table that also reads well on a terminal."""
    cells = [("claim", "asked", "ours", "peer", "ratio", "")]
    for row in rows:
        asked = f"{'≥' if row.least else '≤'} {number(row.asked)} {row.unit}" if row.asked is not None else "-"
        if row.peer:
            other = f"{row.peer_name}: {spread(row.peer)} {row.unit}"
            over, under = (row.ours, row.peer) if row.least else (row.peer, row.ours)
            ratio = f"{over.median / under.median:.1f}x" if under.median else "-"
        else:
            other, ratio = (f"{row.peer_name}: {NO_PEER}" if row.peer_name else "-"), "-"
        verdict = "" if row.asked is None else "held" if row.held else "MISSED"
        cells.append((row.claim, asked, f"{spread(row.ours)} {row.unit}", other, ratio, verdict))
    widths = [max(len(line[i]) for line in cells) for i in range(6)]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def finish(name: str, rows: Sequence[Row], save: bool, note: str = "") -> int:
    """Print the table, save it when asked, and return 1 when a claim does not hold."""
    print(f"\n## {name}\n\n{table(rows)}\n\n{machine()}")
    if note:
        print(note)
    if save:
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"{name}.json"
        entries = json.loads(file.read_text()) if file.exists() else []
        entries.append({
            "date": date.today().isoformat(), "machine": machine(), "note": note,
            "rows": [{**asdict(row), "held": row.held} for row in rows],
        })
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(file)
    return 0 if all(row.held for row in rows) else 1


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MB; Linux only."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, which a busy machine changes little; Linux only."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """Return a process and all that it started, while they run; Linux only."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found.extend(int(word) for word in task.read_text().split())
            except OSError:
                continue
    return found


class Worker:
    """A worker process spoken to as the dispatcher does: JSON lines, one job at a time."""

    def __init__(self, engine: str, scratch: Path, python: str | Path = sys.executable) -> None:
        self.engine, self.scratch, self.jobs = engine, scratch, 0
        # appended, not put in front: an engine's own packages win over ours
        code = (
            "import sys; sys.path.append(sys.argv.pop(1)); "
            "from secondunit.engines.runtime import main; sys.exit(main(sys.argv[1:]))"
        )
        start = time.perf_counter()
        self.process = subprocess.Popen(
            [str(python), "-c", code, str(ROOT / "src"), engine], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean_environment(), cwd=scratch,
        )
        self._message()
        self.start = time.perf_counter() - start

    def _message(self) -> dict[str, object]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit(f"the worker of {self.engine} ended with code {self.process.wait()}")
        message: dict[str, object] = json.loads(line)
        return message

    def make(self, capability: str, parameters: object, inputs: dict[str, Path], seed: int = 1) -> dict[str, Path]:
        """Make one recipe and return its files by role."""
        self.jobs += 1
        scratch = self.scratch / f"job{self.jobs}"
        scratch.mkdir()
        job = {
            "id": str(self.jobs), "engine": self.engine, "capability": capability, "parameters": parameters,
            "seed": seed, "inputs": {role: str(path) for role, path in inputs.items()}, "scratch": str(scratch),
        }
        if self.process.stdin:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
        while True:
            message = self._message()
            if "error" in message:
                raise SystemExit(f"{self.engine} failed: {message['error']}")
            if "done" in message:
                done = message["done"]
                assert isinstance(done, list)
                return {entry["role"]: scratch / entry["path"] for entry in done}

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=30)

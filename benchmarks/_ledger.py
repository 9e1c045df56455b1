"""Rows of `rights.py` on the ledger: how fast it is verified and written, and how much memory that takes."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import _table as t
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from secondunit.gates.records.ledger_check import check
from secondunit.store.ledger import EVERY, Ledger, Sealer
from secondunit.store.ledger_lines import Draft
from secondunit.store.records import Records
from secondunit.store.signature import key_id

ENTRIES, FILES = 200_000, 5_000


def _ledger(root: Path) -> Ledger:
    key = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (root / "keys").mkdir(parents=True)
    (root / "keys" / "gate.pub").write_bytes(pem)
    ledger = Ledger(root)
    ledger.sealer = lambda: Sealer("prd-bench", key_id(pem), key.sign)
    return ledger


def _entries(root: Path) -> None:
    """Fill a ledger with what tasks leave, sealed after every batch."""
    ledger = _ledger(root)
    facts = {"entity": "sc010_sh0020", "task": "storyboard", "event": "offer", "status": "wfa"}
    for start in range(0, ENTRIES, EVERY):
        ledger.note(*(Draft("record", "tasks", f"sc{n:06d}.storyboard", 0, f"{n:064x}", "Ada Lind", facts)
                      for n in range(start, min(start + EVERY, ENTRIES))))  # fmt: skip
        ledger.seal()


def _rate(root: Path, runs: int, of: str) -> tuple[t.Measured, t.Measured]:
    """Return how many of its entries or records are verified in a second of wall time and of processor time."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        report = check(root)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if report.problems:
            raise SystemExit(f"the ledger does not hold: {report.problems[0]}")
        count = getattr(report, of)
        walls.append(count / wall)
        cpus.append(count / cpu)
    return t.Measured.of(walls), t.Measured.of(cpus)


def rows(runs: int) -> list[t.Row]:
    """Measure; takes about a minute."""
    with tempfile.TemporaryDirectory() as folder:
        long, files = Path(folder) / "long", Path(folder) / "files"
        start = time.perf_counter()
        _entries(long)
        written = ENTRIES / (time.perf_counter() - start)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wall, cpu = _rate(long, runs, "entries")
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        records = Records(files / "records", _ledger(files))
        body = {"text": "x" * 1500}
        for first in range(0, FILES, 250):
            records.put_many("recipes", {f"r{n:05d}": body for n in range(first, first + 250)})
        assert records.ledger is not None
        records.ledger.seal()
        file_wall, file_cpu = _rate(files, runs, "records")
    return [
        t.Row(f"ledger verified, {ENTRIES:,} entries with their seals", "entries/s", wall, 20_000, least=True),
        t.Row("the same in processor time", "entries/s", cpu),
        t.Row("memory that it adds", "MB", t.Measured(grown, grown, grown, 1), 4),
        t.Row(f"ledger and {FILES:,} record files verified", "files/s", file_wall),
        t.Row("the same in processor time", "files/s", file_cpu),
        t.Row(f"entries written, sealed every {EVERY}", "entries/s", t.Measured(written, written, written, 1)),
    ]


if __name__ == "__main__":
    sys.exit(t.finish("ledger", rows(3), save=False))

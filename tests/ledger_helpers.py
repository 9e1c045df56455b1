"""A small store with a sealed ledger, made without a whole production: quick enough to be tampered with many times."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from secondunit.gates.records.ledger_check import Report, check
from secondunit.store.ledger import Sealer
from secondunit.store.signature import key_id
from secondunit.store.store import Store

ID, FILE = "prd-1", "ledger/000001.jsonl"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three sealed batches of three records, made once for a file of tests."""
    return fill(tmp_path_factory.mktemp("made") / "show")


@pytest.fixture
def root(made, tmp_path):
    """A copy of `made` that a test may spoil."""
    shutil.copytree(made, tmp_path / "show")
    return tmp_path / "show"


class Clock:
    """Ten seconds later at every look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 3, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=10)
        return self.now


def signer(root: Path, seed: int = 1, production: str = ID) -> Sealer:
    """A gate key of one's own; its public half lies in the folder."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (root / "keys").mkdir(parents=True, exist_ok=True)
    (root / "keys" / "gate.pub").write_bytes(pem)
    return Sealer(production, key_id(pem), key.sign)


def open_store(root: Path, seed: int = 1, production: str = ID) -> Store:
    store = Store(root)
    sealer = signer(root, seed, production)
    store.ledger.sealer = lambda: sealer
    store.ledger.clock = Clock()
    return store


def fill(root: Path, seals: int = 3, each: int = 3, **options: object) -> Path:
    """Write records and seal them: `begin` + seals x (each records + seal)."""
    store = open_store(root, **options)
    for batch in range(seals):
        for number in range(each):
            store.append("entities", f"shot{number}", {"batch": batch, "entity": f"shot{number}", "by": "Ada"})
        store.ledger.seal()
    store.close()
    return root


def lines(root: Path, number: int = 1) -> list[bytes]:
    return (root / "ledger" / f"{number:06d}.jsonl").read_bytes().splitlines(keepends=True)


def rewrite(root: Path, rows: list[bytes], number: int = 1) -> None:
    (root / "ledger" / f"{number:06d}.jsonl").write_bytes(b"".join(rows))


def found(root: Path, **options: object) -> list[tuple[str, str, int]]:
    """(fault, where, seq) of every problem."""
    return [(p["fault"], p["where"], p["seq"]) for p in look(root, **options).problems]


def look(root: Path, **options: object) -> Report:
    report = check(root, **{"production": ID, **options})
    assert report.to_json()["ok"] == (not report.problems)
    return report

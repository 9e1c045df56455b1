"""Finds the shared data folder beside the checkout; tests that need it skip with a reason."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared(relative: str) -> Path:
    """Return the path of a shared data file, or skip the test."""
    path = ROOT.parent / "shared" / "data" / relative
    if not path.exists():
        pytest.skip(f"needs the shared data file {relative}")
    return path

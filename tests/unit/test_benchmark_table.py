"""The benchmarks' table: medians, verdicts, honest peers, no host name."""

import json
import platform
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import _table as t  # noqa: E402
import run  # noqa: E402


def test_a_median_is_not_moved_by_one_slow_run() -> None:
    measured = t.Measured.of([1.0, 2.0, 90.0])
    assert (measured.median, measured.low, measured.high, measured.runs) == (2.0, 1.0, 90.0, 3)
    assert t.spread(measured.scaled(1000)) == "2000 (1000-90000, n=3)"


def test_a_missed_claim_and_a_missing_peer_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    slow = t.Row("slow", "s", t.Measured.of([3.0]), 1.0, "Other 1.0")
    fast = t.Row("fast", "s", t.Measured.of([0.5]), 1.0, "Other 1.0", t.Measured.of([5.0]))
    assert t.finish("x", [slow, fast], save=False) == 1
    printed = capsys.readouterr().out
    lines = {line.split("|")[1].strip(): line for line in printed.splitlines() if line.startswith("| ")}
    assert "MISSED" in lines["slow"]
    assert t.NO_PEER in lines["slow"]
    assert "held" in lines["fast"]
    assert "10.0x" in lines["fast"]
    assert t.finish("x", [fast], save=False) == 0


def test_results_are_appended_and_name_no_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(t, "RESULTS", tmp_path)
    row = t.Row("fast", "s", t.Measured.of([0.5]), 1.0)
    for _ in range(2):
        t.finish("x", [row], save=True)
    text = (tmp_path / "x.json").read_text()
    assert len(json.loads(text)) == 2
    assert json.loads(text)[0]["rows"][0]["held"] is True
    host = platform.node()
    assert not host or host not in text
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_a_peer_that_is_not_installed_is_none_and_a_broken_one_stops_the_run() -> None:
    absent = "import sys\ntry:\n    import no_such_package\nexcept ImportError:\n    sys.exit(3)"
    assert t.peer(sys.executable, absent) is None
    assert t.peer(None, "") is None
    assert t.peer(sys.executable, "print('noise'); print('{\"times\": [1]}')") == {"times": [1]}
    with pytest.raises(SystemExit):
        t.peer(sys.executable, "1/0")


def test_every_script_is_run_and_described() -> None:
    scripts = {p.stem for p in (ROOT / "benchmarks").glob("*.py") if not p.stem.startswith("_")} - {"run"}
    assert set(run.SCRIPTS) == scripts
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for script in scripts:
        assert f"`{script}.py`" in readme


def test_the_last_numbers_are_replaced_and_the_page_above_stays() -> None:
    page = f"# Benchmarks\n\nwords\n\n{run.HEADING}\n\n### board\n\nold board\n\n### script\n\nold script\n"
    once = run.with_tables(page, ["## board\n\n| y |", "## startup\n\n| x |"])
    assert once.startswith("# Benchmarks\n\nwords\n\n")
    assert "old board" not in once
    assert once.endswith("### startup\n\n| x |\n\n### script\n\nold script\n\n### board\n\n| y |\n")
    assert run.with_tables(once, ["## board\n\n| y |", "## startup\n\n| x |"]) == once


def test_a_quality_claim_asks_for_at_least_so_much_and_is_held_from_there_up() -> None:
    at = {"claim": "recall", "unit": "%", "asked": 85, "least": True}
    row = t.Row(ours=t.Measured.of([90.0]), peer_name="peer", peer=t.Measured.of([45.0]), **at)
    assert row.held and not t.Row(ours=t.Measured.of([84.9]), **at).held
    assert "≥ 85.0 %" in t.table([row]) and "2.0x" in t.table([row])

"""A small production whose department asks for slates: the spine without scripts and scenes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from secondunit import plugins
from secondunit.core.recipe import Request
from secondunit.execution.job import JobReport, run
from secondunit.execution.planner import freeze
from secondunit.production import Production
from secondunit.testing.slate import MANIFEST


@pytest.fixture(scope="session")
def empty_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new production, to be copied: keys take a moment to make."""
    root = tmp_path_factory.mktemp("empty") / "show"
    Production.new(root, title="Slates").close()
    return root


@pytest.fixture
def show(empty_show: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Production]:
    """A production of its own for one test, with the slate engine known."""
    import shutil

    root = tmp_path / "show"
    shutil.copytree(empty_show, root)
    use_slates(monkeypatch)
    with Production.open(root) as production:
        yield production


def use_slates(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = {**plugins.engines(), "slate": MANIFEST}
    monkeypatch.setattr(plugins, "engines", lambda: engines)


def slates(count: int, takes: int = 2, **parameters: Any) -> list[Request]:
    return [
        Request(f"s{n}/{t}", "test.slate", "test.slate", {"tone": n % 200, **parameters}, entity=f"s{n:03d}",
                task="storyboard", take=t)
        for n in range(count) for t in range(takes)
    ]  # fmt: skip


def make(production: Production, requests: Iterable[Request], by: str = "Tester", **options: Any) -> JobReport:
    with production.store.lock:
        return run(production.shop, freeze(requests), {"department": "storyboard"}, by, **options)


def one(production: Production, **parameters: Any) -> Mapping[str, Any]:
    """Make one slate and return its take record."""
    report = make(production, slates(1, 1, **parameters))
    assert report.made == 1, report
    return next(production.store.index.all("takes"))

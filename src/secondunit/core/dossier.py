"""All that the reports of a script are made from, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from secondunit.core.pacing import Pacing
from secondunit.core.pages import Pages
from secondunit.core.schedule import CallSheet, Dood, OneLine, Schedule
from secondunit.core.script import Breakdown, Script
from secondunit.core.tags import Tag


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person said to a suggestion."""

    accepted: bool
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A schedule with the papers that follow from it."""

    schedule: Schedule
    dood: Dood
    lines: tuple[OneLine, ...]
    calls: tuple[CallSheet, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A script read whole. `board` is None where no schedule was made; decisions are by suggestion id."""

    title: str
    script: Script
    breakdown: Breakdown
    pages: Pages
    tags: tuple[Tag, ...]
    pacing: Pacing
    board: Board | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

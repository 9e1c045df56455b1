"""Runs what a department of plates asks for, in steps that look at what the one before made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from secondunit.core.errors import NotFound, UsageError
from secondunit.execution import journal
from secondunit.execution.planner import freeze
from secondunit.execution.publisher import resolve

if TYPE_CHECKING:
    from secondunit.core.recipe import Request
    from secondunit.execution.job import JobReport, Tell
    from secondunit.production.folder import Production


def begin(
    production: Production, task: str, chosen: Sequence[str], none: NotFound, *, engines: Sequence[str] = (),
    by: str = "", tell: Tell | None = None, cores: int | None = None, fresh: bool = False, takes: int | None = None,
    seed: int | None = None,
) -> Work:  # fmt: skip
    """Return the work of a call on `chosen` plates; raises `none` where there is no plate.

    `engines` makes what it can of it, `by` is who asks (else the production's reviewer), `fresh` makes again what was
    made before. UsageError for takes or a seed: work on a plate has neither.
    """
    if takes not in (None, 1) or seed is not None:
        raise UsageError(f"the {task} department has no takes and seeds", hint="leave them out")
    if not chosen:
        raise none
    named = tuple(name for name in engines if name not in ("", "none"))
    return Work(production, task, by or production.config["people.reviewer"] or "unnamed", named, tell, cores,
                journal.now() if fresh else "")  # fmt: skip


class Work:
    """Runs the requests of one call and remembers what became of them."""

    def __init__(
        self, production: Production, task: str, by: str, engines: Sequence[str], tell: Tell | None, cores: int | None,
        nonce: str,
    ) -> None:
        self.production, self.task, self.nonce = production, task, nonce
        self.by, self.engines, self.tell, self.cores = by, engines, tell, cores
        self.made: dict[str, str] = {}  # request key -> recipe
        self.reports: list[JobReport] = []

    def run(self, requests: list[Request], entity: str) -> JobReport:
        """Freeze and run; the engines asked for make what they offer of it, the last named first."""
        from secondunit import plugins
        from secondunit.execution.job import run

        wanted = {offer: name for name in self.engines for offer in plugins.engine(name).capabilities}
        frames = list(freeze(
            requests, allowed=tuple(self.production.config["engines.allowed"]), wanted=wanted, nonce=self.nonce,
            colour=self.production.config["picture.colour"],
        ))  # fmt: skip
        self.made |= {request.key: frame.recipe.hash for request, frame in zip(requests, frames, strict=True)}
        what = {"department": self.task, "entities": [entity]}
        self.reports.append(run(self.production.shop, frames, what, self.by, self.tell, self.cores))
        return self.reports[-1]

    def file(self, key: str, role: str) -> Path:
        """The admitted file of a role that a request made."""
        return resolve(self.production.store, f"recipe:{self.made[key]}#{role}")

    @property
    def report(self) -> JobReport:
        """All that ran as one report; its job is the last."""
        from secondunit.execution.job import JobReport

        ran = self.reports
        return JobReport(
            ran[-1].job, sum(each.made for each in ran), sum(each.cached for each in ran),
            [row for each in ran for row in each.held], [row for each in ran for row in each.failed],
            sum(each.blocked for each in ran), list(dict.fromkeys(name for each in ran for name in each.entities)),
        )  # fmt: skip

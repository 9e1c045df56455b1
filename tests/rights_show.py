"""A small production with a fictional performer, her consent, her replica and its uses, as people would record them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from secondunit.core.record import Record
from secondunit.core.rights import BOOK, Consent, Party, Replica, ShotUse

ADA = Party("ada-lind", "person", "Ada Lind", born="1974-05-02", status="living", residence="SE",
            guilds=("SAG-AFTRA",), performer=True)  # fmt: skip
REPLICA = Replica(
    "rep-ada", "ada-lind", "EBDR", "scan", engaged_at="2026-08-20", notice_at="2026-09-01T09:00:00Z",
    session_at="2026-09-04T09:00:00Z", session_kind="stand_alone", business_reason="she is 30 years younger in scene 2",
    storage_policy="encrypted, on the production's own disk", access=("vfx-house",), delete_by="2027-12-31",
)  # fmt: skip


def consent(production: str, **changes: Any) -> Consent:
    body = {
        "id": "con-ada", "subject": "ada-lind", "granted_by": "ada-lind", "capacity": "self",
        "project_scope": [production], "use_kinds": ["create_replica", "use_replica", "alter"],
        "specific_description": "De-ageing of her face to about thirty for the memory of the kitchen in scene 2.",
        "character": "ADA", "media": ["film", "streaming"], "territory": ["worldwide"], "start": "2026-01-01",
        "end": "2029-12-31", "languages": ["en"], "survives_death": False, "signed_at": "2025-12-20",
        "separate_document": True, "clear_and_conspicuous": True, "union": "SAG-AFTRA", "doc_sha256": "d" * 64,
    }
    return Consent.from_json({**body, **changes})


def record(production: Any, *records: Record) -> None:
    """Put records into the production, as its forms do."""
    kinds = {cls: kind for kind, (cls, _) in BOOK.items()}
    for each in records:
        production.shop.gate.register.enter(kinds[type(each)], each, by="Ida Berg")


def settle(folder: Path, **settings: object) -> None:
    """Write [rights] settings into production.toml."""
    import json
    import re

    path = folder / "production.toml"
    text = path.read_text(encoding="utf-8")
    for key, value in settings.items():
        text = re.sub(rf"^{key} = .*$", f"{key} = {json.dumps(value)}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def use(name: str, entity: str, **changes: Any) -> ShotUse:
    body: Mapping[str, Any] = {"id": name, "entity": entity, "subject": "ada-lind", "replica": "rep-ada",
                               "character": "ADA", "share": 20, "visible": True}
    return ShotUse.from_json({**body, **changes})


SCRIPT = """\
Title: Two Cups
Author: Mira Holm

INT. KITCHEN - DAY

ADA, 60, small and neat, sits at the table.

ADA
Sit down.

EXT. STREET - NIGHT

Ben walks down the street under a lamp.
"""


def film(folder: Path, **settings: object) -> tuple[str, ...]:
    """Make a production whose first shot shows a replica of Ada, approved, and return its shots.

    Boards come from the usual department; one more take of the first shot is made with her likeness, by her consent.
    """
    from dataclasses import replace

    from cli import small
    from secondunit.production import Production

    script = folder.parent / "two_cups.fountain"
    script.write_text(SCRIPT, encoding="utf-8")
    with Production.new(folder, script=script):
        pass
    small(folder)
    settle(folder, **settings)
    with Production.open(folder) as production:
        show = production.config["id"]
        ours = replace(REPLICA, access=("ida-berg", "max-ode"), project_lock=show)
        record(production, ADA, Party("ida-berg", "person", "Ida Berg"), Party("max-ode", "person", "Max Ode"), ours,
               consent(show))
        made(production, lambda: production.boards.run(takes=1, by="Ida Berg"))
        made(production, lambda: likeness(production))
        shots = tuple(shot.id for shot in production.boards.listed())
        for shot in shots:
            production.review.approve(shot, by="Max Ode", note="her face reads at last" if shot == shots[0] else "")
        record(production, use("use-1", shots[0], days_worked=2))
        return shots


def likeness(production: Any, seed: int = 7) -> Any:
    """Run a job that makes a take of the first shot with Ada's likeness."""
    from dataclasses import replace

    from secondunit.core.recipe import Facts
    from secondunit.departments.storyboard.plan import PlanContext, plan
    from secondunit.execution.job import run
    from secondunit.execution.planner import freeze

    facts = Facts(purpose="temp", task_type="deaging", persons=("ada-lind",), extra={
        "use_kinds": ["create_replica", "use_replica"], "character": "ADA", "territory": ["worldwide"],
        "media": ["film"], "languages": ["en"], "content": [], "depicted_minor": False})
    read, breakdown = production.script.current
    listed = production.boards.listed()
    context = PlanContext(script=read, breakdown=breakdown, shots=listed, only=frozenset({listed[0].id}), takes=1,
                          seed=seed, width=320, height=180, overlays=True, hatching=False, retakes={})
    requests = (replace(request, facts=facts) for request in plan(context))
    with production.store.lock:
        return run(production.shop, freeze(requests, seed=seed), {"department": "storyboard"}, "Ida Berg")


def made(production: Any, work: Callable[[], Any]) -> None:
    """Run a job; what a rule holds is approved by a named person, and made then."""
    report = work()
    for row in report.held:
        production.review.approve_hold(row["entity"], by="Lea Recht", role="legal", document=b"we agree")
    if report.held:
        report = work()
    assert not report.failed and not report.held, report

"""Likeness work with the slate engine: a fictional performer, her consent, and requests that use her face."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from secondunit import plugins
from secondunit.core.recipe import Facts, Request
from secondunit.production import Production, delivery
from secondunit.testing.slate import MANIFEST

WORKS = ("face.alter", "voice.speak", "double.make", "deage.apply", "mocap.person", "casting.lookalike")
PARTY = {"id": "anna-lind", "legal_name": "Anna Lind", "kind": "person", "born": "1980-02-03", "status": "living",
         "performer": True, "guilds": []}  # fmt: skip
CONSENT = {
    "id": "cns-1", "subject": "anna-lind", "granted_by": "anna-lind", "capacity": "self", "project_scope": ["this"],
    "use_kinds": ["create_replica", "use_replica", "alter", "voice"],
    "specific_description": "de-ageing of her face in scenes 3 and 4", "territory": ["worldwide"],
    "start": "2026-01-01", "end": "2099-01-01", "signed_at": "2025-12-20", "separate_document": True,
    "clear_and_conspicuous": True, "counsel": "Eva Roth", "doc_sha256": "d" * 64,
}  # fmt: skip


def use_likeness_slates(monkeypatch: Any) -> None:
    """Let the slate engine offer likeness work."""
    engines = {**plugins.engines(), "slate": replace(MANIFEST, capabilities=(*MANIFEST.capabilities, *WORKS))}
    monkeypatch.setattr(plugins, "engines", lambda: engines)


def facts(**changes: Any) -> Facts:
    extra = {
        "use_kinds": ["alter"], "photoreal": False, "depicts_real_person": True, "depicts_real_event": False,
        "depicted_minor": False, "content": [], "prominence": "incidental", "replaces_covered_work": False,
        "synthetic_performer": False, "exception": "none", "languages": [], **changes.pop("extra", {}),
    }  # fmt: skip
    return replace(Facts(persons=("anna-lind",), alters_performance="customary", extra=extra), **changes)


def of_anna(entity: str, capability: str = "face.alter", tone: int = 10, key: str = "", **changes: Any) -> Request:
    """Ask for one picture that alters Anna's face."""
    inputs, parameters = changes.pop("inputs", {}), changes.pop("parameters", {})
    return Request(key or f"anna/{entity}/{tone}", "test.likeness", capability, {"tone": tone, **parameters}, inputs,
                   entity, "storyboard", facts=changes.pop("facts", None) or facts(**changes))  # fmt: skip


def grant(production: Any, **changes: Any) -> None:
    """Put Anna and her consent on record."""
    if production.rights.find("parties", "anna-lind") is None:
        production.rights.add("party", PARTY, by="Ida Lund")
    production.rights.add("consent", {**CONSENT, **changes}, by="Ida Lund")


@pytest.fixture
def anna(show: Production, monkeypatch: pytest.MonkeyPatch) -> Production:
    """A production (of `slates.show`) with likeness work, Anna's consent and a delivery of slates."""
    use_likeness_slates(monkeypatch)
    monkeypatch.setitem(delivery.PROFILES, "slates", delivery.Profile("ideation", ("panel",), documents=False))
    monkeypatch.setattr(show.boards, "listed", lambda: ())
    grant(show)
    return show

"""A small production with a fictional performer, her consent, her replica and its uses, as people would record them."""

from __future__ import annotations

from collections.abc import Mapping
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

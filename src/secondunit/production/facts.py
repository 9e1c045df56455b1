"""What the report page says of a production, as plain data for the press engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secondunit import plugins
from secondunit.core.script import Breakdown
from secondunit.core.shots import Shot
from secondunit.store.store import Store

TRAINING = {"none": "none: nothing was trained"}


def report_facts(
    store: Store, breakdown: Breakdown, shots: Sequence[Shot], takes: Mapping[str, Sequence[Mapping[str, Any]]],
    warnings: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """Return the facts that `formats.report.write` takes; nothing of it changes from run to run."""
    scenes = {shot.scene for shot in shots}
    names = {c.id: c.name for c in breakdown.characters}
    return {
        "scenes": [
            {"id": s.id, "number": s.number, "heading": s.heading, "eighths": s.eighths, "flags": list(s.flags),
             "cast": [names.get(c, c) for c in s.characters]} for s in breakdown.scenes if s.id in scenes
        ],
        "characters": [
            {"name": c.name, "description": c.description, "body": dict(c.body), "wardrobe": dict(c.wardrobe),
             "scenes": list(c.scenes), "words": c.words,
             "variant_of": names.get(c.variant_of, c.variant_of) if c.variant_of else ""}
            for c in breakdown.characters if scenes.intersection(c.scenes)
        ],
        "locations": [
            {"name": x.name, "setting": x.setting, "scenes": list(x.scenes)}
            for x in breakdown.locations if scenes.intersection(x.scenes)
        ],
        "takes": {shot: [_take(store, number, take) for number, take in enumerate(made, 1)]
                  for shot, made in takes.items()},
        "engines": [_engine(name) for name in _used(takes)],
        "warnings": list(warnings),
        "made": ["Every board is a render of an OpenUSD stage of its own; the stage is kept beside the take. "
                 "Seeds, parameters and inputs stand in the recipe, whose hash is the identity of the take."],
    }  # fmt: skip


def _used(takes: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    boards = {take["engine"] for made in takes.values() for take in made}
    return [n for n in ("layout", *sorted(boards - {"layout"}), "press") if n in plugins.engines()]


def _engine(name: str) -> dict[str, Any]:
    manifest = plugins.engine(name)
    status = str(manifest.tool.get("training_data_status", "unknown"))
    return {"name": name, "version": manifest.version, "capabilities": list(manifest.capabilities),
            "determinism": manifest.determinism, "licence": manifest.licence,
            "training": TRAINING.get(status, status)}  # fmt: skip


def _take(store: Store, number: int, take: Mapping[str, Any]) -> dict[str, Any]:
    record = store.get("clearances", take["clearance"])
    firings = record["ruling"]["firings"] if record else []
    panel = next((o for o in take["outputs"] if o["role"] == "panel"), take["outputs"][0])
    return {
        "id": f"take {number} ({take['recipe'][:12]})", "status": "offered", "engine": take["engine"],
        "credential": f"C2PA, {panel['credential']['form']}",
        "rules": [{"rule": f["rule"], "verdict": f["verdict"], "text": f["explanation"]}
                  for f in firings if f["verdict"] != "allow"] if record else None,
    }  # fmt: skip

"""`secondunit verify`: a production or a delivery, file by file, from the folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from secondunit import config as configuration
from secondunit.core.errors import NotFound
from secondunit.core.rights import Credential
from secondunit.gates import delivery_manifest
from secondunit.gates.verify import Finding, verify_media


def verify(path: Path) -> dict[str, Any]:
    """Check every file; nothing that is wrong raises, it is listed. NotFound if the folder is neither."""
    path = path.absolute()
    if (path / delivery_manifest.NAME).exists() or (path / delivery_manifest.NAME).is_symlink():
        return _delivery(path)
    if (path / configuration.FILE).exists():
        return _production(path)
    raise NotFound(f"{path} is neither a production nor a delivery", hint="give the folder of one")


def _row(finding: Finding) -> dict[str, Any]:
    return {"file": finding.name, "digest": finding.digest, "credential": finding.state,
            "clearance": finding.clearance, "problems": list(finding.problems)}  # fmt: skip


def _result(kind: str, rows: list[dict[str, Any]], notes: list[str]) -> dict[str, Any]:
    failed = sum(1 for r in rows if r["problems"])
    return {"kind": kind, "ok": not failed, "checked": len(rows), "failed": failed, "findings": rows,
            "notes": list(dict.fromkeys(notes))}  # fmt: skip


def _delivery(path: Path) -> dict[str, Any]:
    report = delivery_manifest.verify_delivery(path)
    rows = [_row(f) for f in report.findings]
    rows += [{"file": "(folder)", "digest": "", "credential": "", "clearance": "", "problems": [p]}
             for p in report.problems]  # fmt: skip
    notes = [*report.notes, *(n for f in report.findings for n in f.notes)]
    return {**_result("delivery", rows, notes), "key_id": report.key_id, "production": report.production}


def _production(path: Path) -> dict[str, Any]:
    """Check every admitted file from the records, not from the index: the index is no witness."""
    from secondunit.gates import keys
    from secondunit.production.folder import Production

    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    with Production.open(path) as production:
        store = production.store
        anchors = keys.load(path / "keys")
        recorded: set[str] = set()
        for file in store.records.files():
            if file.parent.name != "takes":
                continue
            take = store.records.read(file)
            for output in take["outputs"]:
                recorded |= {output["digest"], output["sidecar"]}
                name = f"{take['entity']} {take['step']} {output['role']}"
                rows.append(_output(production, take, output, name, anchors, notes))
        stray = [d for d in store.media.all() if d not in recorded]
        if stray:
            notes.append(f"{len(stray)} files in media/ are on no record: they are not part of the production "
                         f"and are never delivered ({', '.join(d[:12] for d in stray[:4])})")
    return _result("production", rows, notes)


def _output(production: Any, take: dict[str, Any], output: dict[str, Any], name: str, anchors: Any,  # noqa: ANN401
            notes: list[str]) -> dict[str, Any]:  # fmt: skip
    from secondunit.core.errors import StudioError

    store = production.store
    try:
        credential = Credential.from_json(output["credential"])
        clearance = store.records.latest("clearances", take["clearance"])["clearance"]
        body = store.records.latest("recipes", take["recipe"])["recipe"]
        beside = store.media.path(output["sidecar"]) if output["sidecar"] else None
        path = store.media.path(output["digest"])
        finding = verify_media(path, credential, anchors, clearance, name=name, beside=beside)
    except (StudioError, KeyError, TypeError) as error:
        message = error.message if isinstance(error, StudioError) else f"the record is damaged: {error!r}"
        return {"file": name, "digest": "", "credential": "", "clearance": "", "problems": [message]}
    notes += finding.notes
    row = _row(finding)
    from secondunit.core.recipe import Recipe

    if Recipe.from_json(body).hash != take["recipe"] or credential.recipe != take["recipe"]:
        row["problems"].append("the recipe on record is not the one that the take names")
    if credential.digest != output["digest"]:
        row["problems"].append("the credential is of other media")
    return row

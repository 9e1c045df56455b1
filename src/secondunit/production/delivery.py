"""Pack what is approved into a folder that proves itself: media, documents, signed list, public keys."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import ApprovalNeeded, NotFound, PolicyError, StateError, VerifyFailed
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Credential, Ruling, Verdict
from secondunit.core.tasks import Status
from secondunit.execution import journal
from secondunit.execution.planner import freeze
from secondunit.execution.publisher import locate
from secondunit.execution.validators import SUFFIXES
from secondunit.execution.views import safe_name
from secondunit.gates.credentials import delivery_manifest, sidecar
from secondunit.gates.credentials.verify import require, verify_media
from secondunit.gates.records.decisions import of_refusal, of_ruling
from secondunit.gates.rules import policy
from secondunit.production.holds import escalated
from secondunit.production.papers.delivery import left
from secondunit.store.files import disk_errors

if TYPE_CHECKING:
    from secondunit.production.folder import Production


@dataclass(frozen=True)
class Profile:
    """What a delivery holds and what it is for; the purpose is asked of the rules again."""

    purpose: str
    roles: tuple[str, ...]  # roles of approved takes that travel
    documents: bool


PROFILES: Mapping[str, Profile] = {
    "boards": Profile("ideation", ("panel",), True),  # for the team: pictures and documents
    "previs": Profile("temp", ("panel", "clean", "depth", "normal", "id", "edges", "stage"), True),
    "final": Profile("final", ("panel",), True),  # leaves as part of the work: needs approvals
}


def deliver(production: Production, profile: str, output: Path | None, *, by: str) -> dict[str, Any]:
    """Check, gather and seal; nothing appears at the target unless everything holds."""
    if profile not in PROFILES:
        raise NotFound(f"there is no delivery profile {profile!r}", hint="one of " + ", ".join(PROFILES))
    by = production.review.person(by)
    chosen = PROFILES[profile]
    with production.store.lock:
        production.store.ledger.actor = by
        versions = production.review.approved()
        if not versions:
            raise StateError("nothing is approved yet", hint="secondunit review approve ENTITY --take 1 --by NAME")
        target = _target(production, profile, output)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise StateError(f"{target} is not empty", hint="deliver into a new folder")
        parts = [*_pictures(production, versions, chosen), *(_documents(production, by) if chosen.documents else ())]
        return _seal(production, profile, target, parts, versions, by)


def _target(production: Production, profile: str, output: Path | None) -> Path:
    """Return the folder to make: never among the files that the production lives on."""
    home = production.root / "deliveries"
    if output is not None:
        real = output.resolve()
        works = production.root.resolve()
        if works.is_relative_to(real) or (real.is_relative_to(works) and not real.is_relative_to(works / home.name)):
            raise StateError(f"{output} belongs to the production itself", hint=f"deliver below {home} or elsewhere")
        return output.absolute()
    number = 1 + sum(1 for _ in production.store.index.all("deliveries"))
    while (home / f"{profile}_{number:03d}").exists():  # left by a command that was killed before its record
        number += 1
    return home / f"{profile}_{number:03d}"


@dataclass(frozen=True)
class _Part:
    name: str  # path in the delivery
    row: Mapping[str, Any]  # output row of the take
    recipe: str
    entity: str


def _pictures(production: Production, versions: Mapping[str, Mapping[str, Any]], profile: Profile) -> list[_Part]:
    parts = []
    for entity, version in versions.items():
        take = production.store.get("takes", version["recipe"])
        if take is None:
            raise NotFound(f"the approved take of {entity} is not on record")
        rows = {o["role"]: (o, version["recipe"]) for o in take["outputs"]}
        recipe = Recipe.from_json((production.store.get("recipes", version["recipe"]) or {})["recipe"])
        if "stage" in recipe.inputs:
            reference = recipe.inputs["stage"]
            rows["stage"] = (locate(production.store, reference), reference[7:71])
        for role in profile.roles:
            if role in rows:
                row, made_by = rows[role]
                folder = {"panel": "panels", "stage": "stages"}.get(role, f"passes/{role}")
                parts.append(_Part(f"{folder}/{safe_name(entity)}.{SUFFIXES[row['media_type']]}", row, made_by, entity))
    return parts


def _documents(production: Production, by: str) -> list[_Part]:
    production.boards.editorial(by=by, approved=True)
    frames = freeze(
        production.boards.editorial_plan(approved=True), allowed=tuple(production.config["engines.allowed"]),
        watermark=production.config["rights.watermark"],
    )
    parts = []
    for frame in frames:
        take = production.store.get("takes", frame.recipe.hash)
        for row in (take or {}).get("outputs", ()):
            name = f"{safe_name(row['role'])}.{SUFFIXES[row['media_type']]}"
            parts.append(_Part(name, row, frame.recipe.hash, frame.entity))
    return parts


def _check(production: Production, part: _Part, profile: Profile, by: str) -> tuple[Ruling, Credential, Clearance]:
    """Verify one file where it lies and ask the rules again, with today's consents, about its leaving."""
    store, shop = production.store, production.shop
    credential = Credential.from_json(part.row["credential"])
    record = store.get("clearances", credential.clearance)
    beside = store.media.path(part.row["sidecar"]) if part.row["sidecar"] else None
    path = store.media.path(part.row["digest"])
    clearance = record["clearance"] if record else None
    finding = verify_media(path, credential, shop.publisher.keys, clearance, name=part.name, beside=beside)
    try:
        require([finding])
    except VerifyFailed as error:
        store.ledger.note(of_refusal(error, "deliveries", part.recipe, entity=part.entity))
        raise
    body = store.get("recipes", part.recipe)
    if body is None or clearance is None:
        raise NotFound(f"the recipe of {part.name} is not on record")
    near = production.similar.near(part.row["digest"], part.row["media_type"])
    leaving = replace(finding.leaving(), purpose=profile.purpose, similar=near.matches, similar_denied=near.denied)
    task = str((store.get("takes", part.recipe) or {}).get("task", ""))
    ruling = shop.gate.judge(
        Recipe.from_json(body["recipe"]), entity=part.entity, task=task, by=by, leaving=leaving)
    return ruling, credential, Clearance.from_json(clearance)


def _refuse(denied: Mapping[str, Ruling]) -> None:
    """Raise the first denial, naming every entity that may not leave and the rules that say so."""
    for entity, ruling in denied.items():
        try:
            policy.enforce(ruling)
        except PolicyError as error:
            others = f", and {len(denied) - 1} more" if len(denied) > 1 else ""
            entities = {name: each.words() for name, each in denied.items()}
            raise type(error)(f"{entity}{others} may not leave: {error.message}", hint=error.hint,
                              **{**error.facts, "entities": entities}) from error


def _hold(production: Production, held: dict[str, Ruling]) -> None:
    """Record what a delivery waits for, so that a named person can approve it, and say so."""
    rules = {entity: escalated(ruling) for entity, ruling in held.items()}
    production.store.append("deliveries", "held", {"held": rules, "at": journal.now()})
    if not held:
        return
    first, ruling = next(iter(held.items()))
    raise ApprovalNeeded(
        f"{len(held)} entities may not leave yet; {first}: {ruling.words()}",
        hint="a named person must approve: "
             "secondunit review approve --hold --all --by NAME --role ROLE --document FILE",
    )


def _seal(
    production: Production, profile: str, target: Path, parts: list[_Part], versions: Mapping[str, Any], by: str
) -> dict[str, Any]:
    shop = production.shop
    shop.gate.refresh()
    book = shop.gate.book
    credentials: list[Credential] = []
    clearances: dict[str, Clearance] = {}
    temp = target.with_name(f".tmp-{target.name[:80]}-{production.config['id'][-16:]}")
    with disk_errors(target):
        shutil.rmtree(temp, ignore_errors=True)  # of a delivery that was killed: we hold the lock
        temp.mkdir(parents=True)
        try:
            rows, files = [], []
            held: dict[str, Ruling] = {}
            allowed = []
            denied: dict[str, Ruling] = {}
            for part in parts:
                ruling, credential, clearance = _check(production, part, PROFILES[profile], by)
                if ruling.verdict is not Verdict.ALLOW:
                    (denied if ruling.refused else held).setdefault(part.entity, ruling)
                    continue
                allowed.append(of_ruling(ruling, entity=part.entity))
                file = temp / part.name
                file.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(production.store.media.get(part.row["digest"]), file)
                if part.row["sidecar"]:
                    shutil.copyfile(production.store.media.get(part.row["sidecar"]), sidecar.beside(file))
                credentials.append(credential)
                clearances[clearance.id] = clearance
                rows.append((part.name, part.row["digest"], part.row["size"], part.entity, part.recipe))
                files.append(left(part.name, part.entity, part.row["digest"], part.recipe, ruling, credential,
                                  clearance))
            _refuse(denied)
            if held or production.store.get("deliveries", "held"):
                _hold(production, held)
            production.store.ledger.note(*allowed)
            head = production.store.ledger.seal()
            (temp / "hashes.csv").write_text(_hash_list(rows), encoding="utf-8")
            body = {
                "profile": profile, "by": by, "at": journal.now(), "files": files,
                "left_out": sorted(s.id for s in production.boards.listed() if s.id not in versions),
                "versions": {entity: v["id"] for entity, v in versions.items()}, "ledger": head.to_json(),
            }
            number = 1 + sum(1 for _ in production.store.index.all("deliveries"))
            identity = f"delivery{number:04d}"
            _report(production, temp, {**body, "id": identity})
            delivery_manifest.write(
                temp, credentials, clearances.values(), shop.publisher.keys, datetime.now(UTC),
                production=production.config["id"], profile=profile, delivered_by=by, ledger=head.to_json(),
            )
            shop.gate.refresh()
            if shop.gate.book is not book:
                raise StateError("the rights changed while the delivery was made",
                                 hint="give the same command again: nothing has left")
            if target.exists():
                target.rmdir()
            temp.replace(target)
        finally:
            shutil.rmtree(temp, ignore_errors=True)
    production.store.put("deliveries", identity, body)
    return {"path": str(target), "profile": profile, "files": len(rows), "versions": len(versions),
            "left_out": body["left_out"], "on_hold": _on_hold(production)}  # fmt: skip


def _report(production: Production, folder: Path, delivery: Mapping[str, Any]) -> None:
    """Write the rights report of a delivery into it: what leaves, what the rules said, who approved."""
    from secondunit.formats import rights_papers
    from secondunit.production.papers.delivery import report
    from secondunit.production.papers.evidence import Evidence

    rights_papers.write(report(Evidence.of(production), [delivery]), folder, ("pdf", "json"))


def _on_hold(production: Production) -> dict[str, str]:
    """Return what a gate or a revocation holds, and why: it stays here."""
    return {row["entity"]: str(row.get("why", "")) for row in production.store.index.all("tasks")
            if row["status"] == Status.HOLD.value}  # fmt: skip


def _hash_list(rows: list[tuple[str, str, int, str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "sha256", "bytes", "entity", "recipe"))
    writer.writerows(rows)
    return text.getvalue()

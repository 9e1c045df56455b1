"""`secondunit verify`: a production or a delivery, file by file, from the folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from secondunit import config as configuration
from secondunit.core.errors import NotFound, RecordFromFuture, StudioError
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Credential
from secondunit.core.tasks import Status
from secondunit.gates.credentials import delivery_manifest
from secondunit.gates.credentials.verify import Anchors, Finding, verify_media
from secondunit.store.cas import MediaStore
from secondunit.store.records import Records


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
    return {**_result("delivery", rows, notes), "key_id": report.key_id, "production": report.production,
            "ledger": report.ledger}  # fmt: skip


def _production(path: Path) -> dict[str, Any]:
    """Check every admitted file from the records, not from the index: the index is no witness."""
    from secondunit.gates.signing import keys

    configuration.load(path)
    loaded = keys.load(path / "keys")
    desk = _Desk(Records(path / "records"), MediaStore(path / "media"), loaded)
    if wrong := keys.swapped(path / "keys", loaded):
        desk.fault("keys", *wrong)
    elif not keys.is_listed(path / "keys"):
        desk.notes.append("the keys folder has no signed list of certificates: it was made by an earlier version")
    for file in desk.records.files():
        name = f"records/{file.parent.name}/{file.name}"
        try:
            desk.read(desk.records.read(file))
        except RecordFromFuture:
            raise
        except StudioError as error:
            desk.fault(name, error.message)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            desk.fault(name, f"the record is damaged: {error!r}")
    desk.check_promises()
    desk.check_strays()
    head = desk.check_ledger(path)
    return {**_result("production", desk.rows, desk.notes), "ledger": head}


class _Desk:
    """Reads records one after another and remembers only what refers to another one."""

    def __init__(self, records: Records, media: MediaStore, anchors: Anchors) -> None:
        self.records, self.media, self.anchors = records, media, anchors
        self.rows: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.recorded: set[str] = set()  # digests
        self.made: set[str] = set()  # recipes with a take
        self.wanted: dict[str, str] = {}  # recipe -> what rests on its take
        self.offers: dict[str, list[str]] = {}
        self.tasks: dict[str, dict[str, Any]] = {}  # newest revision
        self.heads: list[tuple[str, str]] = []  # of the ledger, and the record that holds it

    def fault(self, name: str, *problems: str) -> None:
        """Add a row for what is wrong with something that is no file of media."""
        self.rows.append({"file": name, "digest": "", "credential": "", "clearance": "", "problems": list(problems)})

    def read(self, body: dict[str, Any]) -> None:
        """Check a take's files; keep what other kinds say of takes."""
        match body["kind"]:
            case "takes":
                self._take(body)
            case "proposals":
                self.offers[body["id"]] = body["takes"]
            case "tasks":
                self.tasks[body["id"]] = body
            case "jobs" | "deliveries" if "ledger" in body:
                head, name = body["ledger"], f"{body['id']}@{body['seq']:06d}.json"
                self.heads.append((f"{head['seq']}-{head['head']}", f"records/{body['kind']}/{name}"))
            case "versions":
                self.wanted[body["recipe"]] = f"version {body['id']}"

    def _take(self, take: dict[str, Any]) -> None:
        self.made.add(take["recipe"])
        clearance = self.records.read(self.records.path("clearances", take["clearance"], 1))["clearance"]
        recipe = Recipe.from_json(self.records.read(self.records.path("recipes", take["recipe"], 1))["recipe"])
        for reference in recipe.inputs.values():
            if reference.startswith("recipe:"):
                self.wanted.setdefault(reference[7:71], f"take {take['recipe'][:12]} of {take['entity']}")
        for output in take["outputs"]:
            self.recorded |= {output["digest"], output["sidecar"]}
            name = f"{take['entity']} {take['step']} {output['role']}"
            self._output(take, recipe, clearance, output, name)

    def _output(
        self, take: dict[str, Any], recipe: Recipe, clearance: dict[str, Any], output: dict[str, Any], name: str
    ) -> None:
        credential = Credential.from_json(output["credential"])
        beside = self.media.path(output["sidecar"]) if output["sidecar"] else None
        path = self.media.path(output["digest"])
        finding = verify_media(path, credential, self.anchors, clearance, name=name, beside=beside)
        self.notes += (note for note in finding.notes if note not in self.notes)
        row = _row(finding)
        if recipe.hash != take["recipe"] or take["id"] != take["recipe"] or credential.recipe != take["recipe"]:
            row["problems"].append("the recipe on record is not the one that the take names")
        if credential.digest != output["digest"]:
            row["problems"].append("the credential is of other media")
        self.rows.append(row)

    def check_promises(self) -> None:
        """Miss takes that a version, a decision that waits or was made, or another take rests on."""
        for task in self.tasks.values():
            if task["status"] in (Status.WFA.value, Status.DONE.value):
                for recipe in self.offers.get(task["proposal"], ()):
                    self.wanted.setdefault(recipe, f"task {task['id']}")
        for recipe, who in self.wanted.items():
            if recipe not in self.made:
                self.fault(who, f"take {recipe[:12]} is on no record")

    def check_ledger(self, path: Path) -> str:
        """Check the ledger and every record against it; return its head."""
        from secondunit.production import ledger

        try:
            found = ledger.verify(path, known=self.heads)
        except NotFound:
            if self.heads:
                self.fault("ledger", f"the ledger is gone: {self.heads[0][1]} holds the head {self.heads[0][0][:24]}…")
            elif any(self.records.files()):
                self.notes.append("this production has no ledger yet: it begins with the next record that is written")
            return ""
        except StudioError as error:
            self.fault("ledger", error.message)
            return ""
        for problem in found["problems"]:
            self.fault(problem["where"], f"ledger: {problem['what']}")
        self.notes += found["notes"]
        return str(found["head"])

    def check_strays(self) -> None:
        """Tell of media without a record; those that are not what their name says do not hold."""
        strays = [d for d in self.media.all() if d not in self.recorded]
        for stray in strays:
            try:
                self.media.check(stray)
            except StudioError as error:
                self.fault(f"media {stray[:12]}", error.message)
        if strays:
            self.notes.append(f"{len(strays)} files in media/ are on no record: they are not part of the production "
                              f"and are never delivered ({', '.join(d[:12] for d in strays[:4])})")

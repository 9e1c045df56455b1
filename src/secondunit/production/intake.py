"""Media from outside: looked at, put on record as a source, and admitted by the one write path.

A file keeps its bytes, and with them its own credential; ours lies beside it and opens it as its parent. A folder of
frames becomes one sealed archive, or stays loose under a signed table.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import ApprovalNeeded, InputError, NotFound, StateError, StudioError
from secondunit.core.recipe import Facts, Request
from secondunit.core.rights import Source
from secondunit.execution import journal
from secondunit.execution.job import run
from secondunit.execution.planner import freeze
from secondunit.execution.validators import CHECKS
from secondunit.formats import frame_zip, frames
from secondunit.formats.sniff import sniff
from secondunit.gates.credentials import sequence, sidecar
from secondunit.gates.credentials.credential import file_digest
from secondunit.gates.credentials.inspect import Seen, companion, inspect, origin
from secondunit.gates.credentials.provenance import INTAKE, STEP
from secondunit.gates.credentials.source_types import GENERATED, SOURCE_TYPES
from secondunit.store.files import disk_errors

if TYPE_CHECKING:
    from secondunit.production.folder import Production

TASK = "intake"
_PIECE = 1 << 20


@dataclass(frozen=True)
class _Staged:
    """A copy that waits to be taken in, and what it is."""

    path: Path
    media_type: str
    parent: str  # digest of what it was outside: the file, or the table of the frames
    parent_type: str
    seen: Seen
    table: frames.FrameTable | None = None
    beside: Path | None = None


class IntakeDesk:
    """Takes media of one production in."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def import_(
        self, path: Path, *, by: str, identity: str = "", title: str = "", source_type: str = "", loose: bool = False,
        source: Source | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Take a file or a folder of frames in and return what is on record of it.

        `source` holds what is known of it beyond the file (owner, licence, persons); `source_type` is what it is
        where its credential does not say so, `loose` leaves frames where they are and signs their table. Raises
        InputError for a kind that cannot be taken in, ApprovalNeeded while a rule holds it.
        """
        by = self.production.review.person(by)
        title = _plain(title or path.name)
        with self.store.lock, self._stage(path, loose) as staged:
            uri = _type(staged.seen, source_type)
            known = self._register(staged, uri, identity, title, by, source)
            parameters = {
                "source": known.id, "sha256": staged.path.name, "media_type": staged.media_type, "title": title,
                "source_type": uri,
                "parent": staged.parent, "parent_type": staged.parent_type, "manifest": staged.seen.label,
                "marks": list(staged.seen.marks), "signer": staged.seen.signer, "state": staged.seen.state,
                "size": staged.path.stat().st_size,
            }  # fmt: skip
            inputs = {"original": f"sha256:{staged.path.name}"}
            if staged.beside is not None:
                inputs["credential"] = f"sha256:{staged.beside.name}"
                ours = staged.seen.beside is not None and staged.seen.beside.name.endswith(sidecar.SUFFIX)
                parameters["credential_type"] = "application/json" if ours else "application/c2pa"
            flags = [name for name in ("confidential", "personal_data", "third_party") if getattr(known, name)]
            request = Request("in", STEP, INTAKE, parameters, inputs, known.id, TASK, seed=0, offer=False,
                              facts=Facts(task_type=TASK, input_flags=tuple(flags)))
            take = self._admit(request, by)
            row = next(item for item in take["outputs"] if item["role"] == "original")
            known = self._complete(known, row, by)
        return {"source": known.to_json(), "recipe": take["recipe"], "digest": row["digest"], "form":
                row["credential"]["form"], "media_type": row["media_type"], "size": row["size"],
                "seen": staged.seen.to_json(), "frames": staged.table.facts() if staged.table else None}  # fmt: skip

    def seal(self, folder: Path, output: Path | None, *, by: str, loose: bool = False, **known: Any) -> dict[str, Any]:  # noqa: ANN401
        """Take a folder of frames in and, with `output`, write the sealed archive (loose: the signed table) there.

        StateError when `output` exists.
        """
        if not folder.is_dir():
            raise NotFound(f"there is no folder {folder}", hint="give a folder of frames")
        if output is not None and output.exists():
            raise StateError(f"{output} exists already", hint="choose another name")
        result = self.import_(folder, by=by, loose=loose, **known)
        if output is not None:
            take = self.store.get("takes", result["recipe"]) or {}
            row = next(item for item in take["outputs"] if item["role"] == "original")
            with disk_errors(output):
                output.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.store.media.get(row["digest"]), output)
                if row["sidecar"]:
                    shutil.copyfile(self.store.media.get(row["sidecar"]), sidecar.beside(output))
                    table = sequence.table_of(output, row["media_type"])
                    output.with_name(output.name + ".csv").write_bytes(table.to_csv())
        return {**result, "path": str(output) if output else ""}

    @contextmanager
    def _stage(self, path: Path, loose: bool) -> Iterator[_Staged]:
        """Copy what shall come in to where only we write, and look at the copy."""
        room = self.store.hidden / "intake"
        with disk_errors(room):
            shutil.rmtree(room, ignore_errors=True)  # of a command that was killed: we hold the lock
            room.mkdir(parents=True)
        try:
            with disk_errors(room):
                yield self._folder(path, room, loose) if path.is_dir() else self._file(path, room)
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def _folder(self, path: Path, room: Path, loose: bool) -> _Staged:
        if path.is_symlink():
            raise InputError(f"{path} is a link", hint="give the folder itself")
        packed = room / "packed"
        if loose:
            table = frames.scan(path)
            packed.write_bytes(table.data)
        else:
            table = frame_zip.pack(path, packed)
        kind = sequence.LOOSE if loose else sequence.SEALED
        return _Staged(_named(packed, room), kind, table.digest, sequence.LOOSE, Seen(kind), table)

    def _file(self, path: Path, room: Path) -> _Staged:
        if path.is_symlink() or not path.is_file():
            raise InputError(f"{path} is not a plain file", hint="give the file itself")
        if (kind := sniff(path)) not in CHECKS:
            raise InputError(f"{path.name} is of a kind that cannot be taken in ({kind or 'unknown'})",
                             hint="known: " + ", ".join(sorted(CHECKS)))
        (room / "in").mkdir()
        copy = _copy(path, room / "in" / path.name)
        if (other := companion(path)) is not None:
            _copy(other, room / "in" / other.name)
        seen = inspect(copy, self.production.shop.publisher.keys.ca)  # the copy: nobody can change it meanwhile
        beside = _named(seen.beside, room) if seen.beside else None
        copy = _named(copy, room)
        return _Staged(copy, seen.media_type, copy.name, seen.media_type, seen, beside=beside)

    def _register(
        self, staged: _Staged, uri: str, identity: str, title: str, by: str, said: Source | None
    ) -> Source:
        """Put the source on record, or add to the record that is there; a preference only ever gets stricter."""
        register = self.production.shop.gate.register
        digests = {staged.path.name, staged.parent}
        old = next((item for item in register.book().sources if digests.intersection(item.sha256)), None)
        if old is not None and identity and identity != old.id:
            raise StateError(f"these media are on record as source {old.id}", hint="leave --id out, or give that one")
        now = _added(old, said) if old is not None and said is not None else old or said or Source(identity)
        strictest = _stricter(now.tdm_pref, staged.seen.tdm_pref)
        details = "; ".join(dict.fromkeys(filter(None, (now.tdm_details, staged.seen.mining_details))))
        ai = uri in GENERATED if uri else staged.seen.ai
        record = replace(
            now, id=now.id or identity or f"src-{staged.parent[:12]}", title=now.title or title,
            sha256=tuple(dict.fromkeys((*now.sha256, *sorted(digests)))),
            received_at=now.received_at or journal.now()[:10],
            ai_origin=True if True in (now.ai_origin, ai) else ai if now.ai_origin is None else now.ai_origin,
            tdm_pref=strictest, tdm_details=details if strictest == "constrained" else now.tdm_details,
            marks=tuple(dict.fromkeys((*now.marks, *staged.seen.marks))))  # fmt: skip
        if record != old:
            register.enter("sources", record, by=by, why="taken in")
        return record

    def _complete(self, known: Source, row: dict[str, Any], by: str) -> Source:
        """A sealed archive has bytes of its own: they are the source's too."""
        if row["digest"] in known.sha256:
            return known
        record = replace(known, sha256=(*known.sha256, row["digest"]))
        self.production.shop.gate.register.enter("sources", record, by=by, why="sealed")
        return record

    def _admit(self, request: Request, by: str) -> dict[str, Any]:
        shop = self.production.shop
        plan = list(freeze([request], allowed=tuple(self.production.config["engines.allowed"])))
        report = run(shop, plan, {"department": TASK, "entities": [request.entity]}, by, cores=1)
        if report.held:
            raise ApprovalNeeded(f"{request.entity} may not come in yet: {report.held[0]['why']}",
                                 hint=f"secondunit review approve --hold {request.entity} --by NAME --role ROLE "
                                      "--document FILE, then import it again")
        if report.failed:
            raise InputError(report.failed[0]["message"], hint=report.failed[0]["hint"])
        take = self.store.get("takes", plan[0].recipe.hash)
        if take is None:
            raise StudioError("the intake was cancelled", hint="import it again")
        return take


def _added(old: Source, said: Source) -> Source:
    """Add to the record what was not known of a source; StateError where a person said otherwise before."""
    more: dict[str, Any] = {}
    for name in ("owner", "licence", "contains_persons", "confidential", "personal_data", "third_party"):
        known, told = getattr(old, name), getattr(said, name)
        if told in (None, "") or told == known:
            continue
        if known not in (None, ""):
            raise StateError(f"source {old.id} is on record with another {name.replace('_', ' ')}",
                             hint=f"leave it out, or change the record: secondunit rights source change {old.id}")
        more[name] = told
    return replace(old, **more)


def _type(seen: Seen, stated: str) -> str:
    """The source type: what is stated, unless it would hide a model that the file's credential names."""
    found = origin(seen)
    if not stated:
        return found
    uri = SOURCE_TYPES.get(stated, stated)
    if uri not in SOURCE_TYPES.values():
        raise InputError(f"there is no digital source type {stated!r}", hint="known: " + ", ".join(SOURCE_TYPES))
    if found in GENERATED and uri not in GENERATED:
        raise InputError(f"its own credential says that a trained model took part; it is not {stated}",
                         hint="leave --source-type out")
    return uri


def _copy(path: Path, target: Path) -> Path:
    with path.open("rb") as source, target.open("xb") as out:
        shutil.copyfileobj(source, out, _PIECE)
    return target


def _named(path: Path, room: Path) -> Path:
    """Give a staged file its digest as a name."""
    return path.replace(room / file_digest(path))


def _stricter(record: str, file: str) -> str:
    """A file's preference counts where it forbids or constrains; else what is on record stands."""
    forbids = ("constrained", "notAllowed")
    if file not in forbids:
        return record or file
    return max(record, file, key=forbids.index) if record in forbids else file


def _plain(text: str) -> str:
    """A title without control characters, at most 200 characters."""
    words = unicodedata.normalize("NFC", "".join(sign for sign in text if sign.isprintable()))
    return words.strip()[:200] or "untitled"

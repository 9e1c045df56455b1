"""The script of a production: import keeps the source, and the breakdown becomes entities."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import NotFound
from secondunit.core.identity import plain, sha256
from secondunit.core.script import Breakdown, Script
from secondunit.store.store import Store

if TYPE_CHECKING:
    from secondunit.core.pages import PageSetup
    from secondunit.departments.script.reading import Reading
    from secondunit.production.folder import Production


class ScriptDesk:
    """Reads and imports screenplays."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def import_(self, path: Path) -> dict[str, Any]:
        """Read a screenplay, keep its bytes as a record and bring the entities up to date."""
        from secondunit.formats import screenplay

        script = screenplay.read(path)
        source = path.read_bytes()
        digest = sha256(source)
        with self.store.lock:
            name = "".join(c if c.isprintable() else "_" for c in path.name)
            if self.store.get("scripts", digest[:32]) is None:  # the same bytes may come under another name
                self.store.put("scripts", digest[:32], {
                    "name": name, "digest": digest, "format": script.source_format,
                    "source": base64.b64encode(source).decode(),
                })  # fmt: skip
            current = self.store.get("production", "script")
            if current is None or current["script"] != digest[:32]:
                self.store.append("production", "script", {"script": digest[:32], "name": name})
            for name in ("current", "plain"):
                self.__dict__.pop(name, None)
            found = self.plain[1]
            changed = self._sync(found) + self.production.breakdown.sync(self.reading().tags)
        return _summary(path.name, script, found, changed)

    def summary(self) -> dict[str, Any]:
        """Describe the imported script as `import_` does."""
        script, found = self.current
        return _summary("", script, found, 0)

    @cached_property
    def current(self) -> tuple[Script, Breakdown]:
        """The imported script and its breakdown, with people's edits of the cast; NotFound when nothing is imported."""
        script, found = self.plain
        return script, self.production.boards.cast_edits(found)

    @cached_property
    def plain(self) -> tuple[Script, Breakdown]:
        """The imported script and its breakdown as it is read, before anybody's edits."""
        from secondunit.departments.script import breakdown
        from secondunit.departments.script.pages import paginate

        pointer = self.store.get("production", "script")
        if pointer is None:
            raise NotFound("this production has no script yet", hint="import one: secondunit script import FILE")
        script = self.load(pointer["script"])
        return script, breakdown(script, paginate(script, self._layout()))

    def reading(self, setup: PageSetup | None = None) -> Reading:
        """Return all that is read out of the script, with people's decisions; `setup` is another page layout."""
        from secondunit.departments.script.reading import Reading

        desk = self.production.breakdown
        return Reading(self.plain[0], setup=setup or self._layout(), cast=self.production.boards.cast_edits,
                       edits=desk.edits(), extra=desk.extra(),
                       runtime=self.production.config["script.runtime"])  # fmt: skip

    def _layout(self) -> PageSetup | None:
        from secondunit.departments.script.pages import preset

        name = self.production.config["script.layout"]
        return preset(name) if name else None

    @property
    def id(self) -> str:
        """The id of the imported script's record."""
        pointer = self.store.get("production", "script")
        return str(pointer["script"]) if pointer else ""

    def load(self, identity: str) -> Script:
        """Read a script from its record: this one or an earlier draft."""
        from secondunit.formats import screenplay

        record = self.store.get("scripts", identity)
        if record is None:
            raise NotFound(f"script {identity} is not on record")
        return screenplay.read_bytes(base64.b64decode(record["source"]), record["name"])

    def _sync(self, found: Breakdown) -> int:
        rows = [
            *(("scene", s.id, asdict(s)) for s in found.scenes),
            *(("character", c.id, asdict(c)) for c in found.characters),
            *(("location", x.id, asdict(x)) for x in found.locations),
        ]
        return sync(self.store, ("scene", "character", "location"), rows)


def _summary(name: str, script: Script, found: Breakdown, changed: int) -> dict[str, Any]:
    return {"name": name, "scenes": len(found.scenes), "characters": len(found.characters),
            "locations": len(found.locations), "changed": changed, "draft": draft_of(script),
            "warnings": list(script.warnings)}  # fmt: skip


def draft_of(script: Script) -> dict[str, Any]:
    """Return what makes a draft a production draft: sets of revisions, locked page numbers, omitted scenes."""
    from secondunit.formats.final_draft.revisions import locked_pages, revisions

    sets = [each for each in revisions(script) if each.paragraphs or each.active]
    return {
        "revisions": [asdict(each) for each in sets],
        "locked_pages": [each.label for each in locked_pages(script) if not each.deleted],
        "omitted": [e.number or e.text for e in script.elements if e.attrs.get("omitted") == "yes"],
    }


def sync(store: Store, kinds: tuple[str, ...], rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> int:
    """Append entity revisions for what is new or changed and mark what went away; return how many."""
    changed = 0
    seen: set[str] = set()
    for kind, identity, data in rows:
        key = f"{kind}.{identity}"
        seen.add(key)
        body = {"type": kind, "data": plain(data)}
        old = store.get("entities", key)
        if old is None or old.get("omitted") or {k: old[k] for k in body} != body:
            store.append("entities", key, body)
            changed += 1
    for old in list(store.index.all("entities")):
        if old["type"] in kinds and old["id"] not in seen and not old.get("omitted"):
            store.append("entities", old["id"], {"type": old["type"], "data": old["data"], "omitted": True})
            changed += 1
    return changed

"""The only write path for media: collect, validate, stamp, admit."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secondunit import plugins
from secondunit.core.errors import InputError, NotFound, OutputInvalid, PolicyError, ProvenanceError, Unmarkable
from secondunit.core.jobs import Frame
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Credential
from secondunit.execution.gatekeeper import tool_of
from secondunit.execution.particulars import Terms, by_model, particulars
from secondunit.execution.validators import collect
from secondunit.gates.credentials import sidecar, watermark
from secondunit.gates.credentials.credential import Input, stamp
from secondunit.gates.credentials.provenance import INTAKE, ingredient, outsider
from secondunit.gates.records.decisions import of_refusal
from secondunit.gates.records.register import Register
from secondunit.gates.signing.keys import Keys
from secondunit.store.admit import Stamped, admit
from secondunit.store.store import Store


class Publisher:
    """Publishes what workers made into one production."""

    def __init__(
        self, store: Store, keys: Keys, register: Register | None = None, terms: Terms | None = None
    ) -> None:
        self.store, self.keys, self.terms = store, keys, terms or Terms()
        self.register = register or Register(store, keys)

    def publish(self, frame: Frame, outputs: list[dict[str, str]], scratch: Path) -> dict[str, Any]:
        """Admit a frame's outputs and return its take record; the scratch folder is removed."""
        clearance = self.clearance(frame.recipe.hash)
        signed = Clearance.from_json(clearance)
        inputs, tool = self._inputs(frame.recipe), tool_of(frame.recipe)
        ingredients = self._ingredients(frame.recipe, inputs)
        known = particulars(self.register.book(), self.terms, frame.recipe, signed,
                            (credential for _, credential in inputs.values()), frame.entity, frame.task)
        stated = str(frame.recipe.facts.extra.get("source_type", ""))
        stamped: list[Stamped] = []
        unmarked: dict[str, str] = {}
        folder, marked = scratch / ".stamped", scratch / ".marked"
        for each in (folder, marked):
            each.mkdir(exist_ok=True)
        for role, made, kind in collect(outputs, scratch):
            path, mark, why = self._mark(frame.recipe, role, made, marked)
            if why:
                unmarked[role] = why
            target = folder / made.name
            credential = stamp(
                path, target, kind, frame.recipe, signed, role, ingredients, self.keys, datetime.now(UTC), tool=tool,
                source_type=stated, known=known, watermark=mark,
            )
            beside = sidecar.beside(target) if credential.sidecar_digest else None
            stamped.append(Stamped(role, target, kind, credential.to_json(), beside))
        meta = {"entity": frame.entity, "task": frame.task, "take": frame.take, "offer": frame.offer,
                "step": frame.recipe.step, "engine": frame.recipe.engine,
                **({"unmarked": unmarked} if unmarked else {})}  # fmt: skip
        try:
            take = admit(self.store, frame.recipe, clearance, stamped, meta, self.keys.gate, datetime.now(UTC))
        except (PolicyError, ProvenanceError) as error:
            self.store.ledger.note(of_refusal(error, "takes", frame.recipe.hash, entity=frame.entity))
            raise
        shutil.rmtree(scratch, ignore_errors=True)
        return take

    def _mark(self, recipe: Recipe, role: str, path: Path, folder: Path) -> tuple[Path, dict[str, str] | None, str]:
        """Put in the watermark that the recipe asks for: the file to stamp, its claim, or why there is none.

        What is data (mattes, ids, documents) is left alone. A picture that cannot carry the mark is published without
        it, its credential names none, the take says why, and the rules see it when it shall leave.
        """
        pictures = plugins.engine(recipe.engine).pictures.get(recipe.capability, ()) if recipe.watermark else ()
        if role.partition(".")[0] not in pictures:
            return path, None, ""
        try:
            return folder / path.name, watermark.put(path, folder / path.name, recipe.hash, self.keys), ""
        except Unmarkable as error:
            return path, None, error.message
        except InputError as error:
            raise OutputInvalid(f"the {role} that an engine made cannot be marked: {error.message}") from error

    def clearance(self, recipe: str) -> dict[str, Any]:
        """Return the newest clearance on record for a recipe, or an empty one, which admission refuses."""
        return max(self.store.index.clearances(recipe), key=lambda c: str(c["issued"]), default={})

    def _inputs(self, recipe: Recipe) -> dict[str, tuple[dict[str, Any], Credential]]:
        """The admitted media that the recipe names, by role: output row and credential. What comes in is none yet."""
        if recipe.capability == INTAKE:
            return {}
        rows = {role: locate(self.store, reference) for role, reference in recipe.inputs.items()}
        return {role: (row, Credential.from_json(row["credential"])) for role, row in rows.items()}

    def _ingredients(self, recipe: Recipe, inputs: dict[str, tuple[dict[str, Any], Credential]]) -> list[Input]:
        if recipe.capability == INTAKE:
            return [Input(outsider(recipe))]
        return [
            Input(ingredient(credential, recipe.capability, role), self.store.media.path(row["digest"]),
                  by_model(self.store, credential))
            for role, (row, credential) in inputs.items()
        ]  # fmt: skip


def resolve(store: Store, reference: str) -> Path:
    """Return the file that an input reference names: admitted media, or what waits to be taken in.

    Only an intake gets through with the latter: nothing else is published with inputs that are not admitted.
    """
    waiting = staged(store, reference.removeprefix("sha256:"))
    if waiting is not None:
        return waiting
    return store.media.get(locate(store, reference)["digest"])


def staged(store: Store, digest: str) -> Path | None:
    """The copy of an outside file that waits to be taken in, if there is one of this digest."""
    path = store.hidden / "intake" / digest
    return path if len(digest) == 64 and path.is_file() else None


def locate(store: Store, reference: str) -> dict[str, Any]:
    """Return the output row that an input reference names (`recipe:<hash>#<role>` or `sha256:<digest>`)."""
    if reference.startswith("recipe:"):
        recipe, _, role = reference[7:].partition("#")
        take = store.get("takes", recipe)
        for row in (take or {}).get("outputs", ()):
            if row["role"] == role:
                return dict(row)
        raise NotFound(f"recipe {recipe[:12]} has no admitted output {role!r}")
    digest = reference.removeprefix("sha256:")
    found = store.index.db.execute("SELECT recipe, role FROM media WHERE digest = ? LIMIT 1", (digest,)).fetchone()
    if found is None:
        raise NotFound(f"media {digest[:12]} are not admitted in this production")
    return locate(store, f"recipe:{found[0]}#{found[1]}")

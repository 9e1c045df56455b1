"""Finds out what the inputs of a recipe are: made by this production, or from a source on record, marks and all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from secondunit.core.errors import NotFound, RecordCorrupt
from secondunit.core.recipe import Recipe
from secondunit.core.rights import RightsBook
from secondunit.gates.credentials.provenance import taken_in
from secondunit.gates.facts import Input, Media
from secondunit.gates.prompts.name_lists import FILE, NameList
from secondunit.store.signature import signature_holds
from secondunit.store.store import Store

# The label of a C2PA manifest store (ISO/IEC 19566-5 JUMBF, C2PA 2.x): it stands in every file that carries one.
C2PA = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
_BLOCK = 1 << 20


class Finder:
    """Looks up the inputs of recipes in one production; what is found of a digest does not change.

    `gate` is the public key (PEM) by which credentials are checked: the index alone is not believed.
    """

    def __init__(self, store: Store, gate: bytes) -> None:
        self.store, self.gate = store, gate
        self._carries: dict[str, bool] = {}
        self._ours: set[str] = set()
        self._listed: tuple[tuple[int, ...], NameList] = ((), NameList())
        self._intakes: dict[str, Input | None] = {}  # by recipe
        self._inputs: dict[str, tuple[str, ...]] = {}  # references that a recipe took in

    def media(self, recipe: Recipe, book: RightsBook) -> Media:
        """Return what was found of all inputs and training items named by digest or taken in, and the list of names."""
        found = dict[str, Input]()
        for reference in _references(recipe):
            told = self._told(reference, book)
            if told is not None:
                found[reference] = replace(told, origins=self._origins(reference, book)) if told.made_here else told
        return Media(found, self._names())

    def _told(self, reference: str, book: RightsBook) -> Input | None:
        """What is found of one reference, but for what it was made from; None for the id of a training item."""
        if reference.startswith("sha256:"):
            return self._find(reference.removeprefix("sha256:"), book)
        if reference.startswith("recipe:"):
            return self._came(reference[7:71]) or Input(made_here=True)
        return None

    def _origins(self, reference: str, book: RightsBook) -> dict[str, Input]:
        """Return all that came from outside into something made here, by reference, after however many makings."""
        found = dict[str, Input]()
        seen, queue = {reference}, [reference]
        while queue:
            for each in self._taken(queue.pop()):
                if each in seen:
                    continue
                seen.add(each)
                told = self._told(each, book)
                if told is None:
                    continue
                if told.made_here:
                    queue.append(each)
                else:
                    found[each] = told
        return found

    def _taken(self, reference: str) -> Iterator[str]:
        """Yield what the recipes took in that made a medium."""
        for maker in self.makers(reference):
            if maker not in self._inputs:
                made = self.recipe(maker)
                if made is None:
                    continue  # planned, and not on record yet: it is asked about again before it enters
                self._inputs[maker] = _references(made)
            yield from self._inputs[maker]

    def makers(self, reference: str) -> list[str]:
        """The recipes that made an input: the one that it names, or those whose making our gate signed for."""
        if reference.startswith("recipe:"):
            return [reference[7:71]]
        digest = reference.removeprefix("sha256:")
        return [each["recipe"] for each in (row["credential"] for row in self.store.index.outputs(digest))
                if each["digest"] == digest and signature_holds(each, self.gate)]

    def recipe(self, name: str) -> Recipe | None:
        """A recipe on record; what the index says counts if it has that hash, else the file does."""
        body = self.store.get("recipes", name)
        made = Recipe.from_json(body["recipe"]) if body else None
        if made is not None and made.hash == name:
            return made
        path = self.store.records.path("recipes", name, 1)
        with suppress(NotFound):
            made = Recipe.from_json(self.store.records.read(path)["recipe"])
            if made.hash != name:
                raise RecordCorrupt(f"record recipes/{name[:12]} is of another recipe", hint="restore it from a backup")
            return made
        return None

    def _names(self) -> NameList:
        """The production's own list of names, read again when its file is another; InputError for a broken one."""
        path = self.store.root / FILE
        try:
            stat = path.stat()
        except FileNotFoundError:
            return NameList()
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if stamp != self._listed[0]:
            self._listed = (stamp, NameList.read(path))
        return self._listed[1]

    def _find(self, digest: str, book: RightsBook) -> Input:
        if digest in self._ours:
            return Input(made_here=True)
        came = [self._came(maker) for maker in self.makers(f"sha256:{digest}")]
        if None in came:
            self._ours.add(digest)
            return Input(made_here=True)
        if came and came[0] is not None:
            return came[0]
        sources = book.lookup.sources_with.get(digest, ())
        if not any("c2pa" in source.marks for source in sources) or not self.store.media.has(digest):
            return Input(source=sources[0].id if len(sources) == 1 else "")
        if digest not in self._carries:
            self._carries[digest] = carries_manifest(self.store.media.path(digest))
        return Input(source=sources[0].id if len(sources) == 1 else "", marks={"c2pa": self._carries[digest]})

    def _came(self, recipe: str) -> Input | None:
        """What a recipe took in is admitted, but not made here: it is its source's, with the marks that it came with.

        None for a recipe that makes something. The recipe's own hash says what it does, not what the index tells.
        """
        if recipe not in self._intakes:
            made = self.recipe(recipe)
            if made is None:
                return None
            marks = dict.fromkeys(made.parameters.get("marks", ()), True)
            source = str(made.parameters.get("source", ""))
            self._intakes[recipe] = Input(source=source, marks=marks) if taken_in(made.capability) else None
        return self._intakes[recipe]


def _references(recipe: Recipe) -> tuple[str, ...]:
    return (*recipe.inputs.values(), *map(str, recipe.facts.training_items))


def carries_manifest(path: Path) -> bool:
    """Say whether a file has a C2PA manifest in it; read in blocks, whatever its format and length."""
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if C2PA in tail + block:
                return True
            tail = block[-len(C2PA) :]
    return False

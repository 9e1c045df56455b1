"""What rests on a record of rights: recipes, takes, versions, deliveries, and what was made from them in turn.

A recipe rests on a consent or licence when its clearance relied on it, on a person whose likeness it states, on
material and weights that went in; and whatever takes one of these as input rests on it too, however far down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from secondunit.core.recipe import Recipe
from secondunit.core.rights import RightsBook
from secondunit.gates.records.register import identity_of
from secondunit.production.rights.forms import BY_KIND

if TYPE_CHECKING:
    from secondunit.production.rights.desk import Entry, RightsDesk
    from secondunit.store.store import Store

REPLICA_USES = frozenset({"create_replica", "use_replica"})


@dataclass(frozen=True)
class Descendant:
    """One recipe that rests on the record, and why. `take` is 1 for the first; 0 where it was not offered."""

    recipe: str
    entity: str
    task: str
    take: int
    made: bool
    why: str

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Descendants:
    """All that rests on a record."""

    of: Entry
    records: tuple[str, ...]  # other records of the book, as kind/id
    recipes: tuple[Descendant, ...]
    versions: tuple[str, ...]
    deliveries: tuple[Mapping[str, Any], ...]  # id, profile, at, paths

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "of": {"kind": self.of.form.name, "id": self.of.id, "title": self.of.title},
            "records": list(self.records), "recipes": [each.to_json() for each in self.recipes],
            "versions": list(self.versions), "deliveries": [dict(each) for each in self.deliveries],
        }  # fmt: skip


@dataclass
class _Marks:
    """By what a recipe is known to rest on the record: value -> why."""

    persons: dict[str, str] = field(default_factory=dict)
    replicas: dict[str, str] = field(default_factory=dict)  # subject -> why
    relied: dict[str, str] = field(default_factory=dict)  # ids in clearances
    digests: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    weights: dict[str, str] = field(default_factory=dict)
    engines: dict[str, str] = field(default_factory=dict)
    places: list[tuple[str, str, str]] = field(default_factory=list)  # entity, task (each may be empty), why
    records: set[str] = field(default_factory=set)


def descendants(desk: RightsDesk, entry: Entry) -> Descendants:
    """Return everything that rests on a record of rights."""
    store, marks = desk.store, _Marks()
    _mark(marks, desk.book(), entry.form.kind, entry.id)
    marks.records.discard(f"{entry.form.name}/{entry.id}")
    recipes = {body["id"]: Recipe.from_json(body["recipe"]) for body in store.index.all("recipes")}
    takes = {body["id"]: body for body in store.index.all("takes")}
    where = _places(store, takes)
    found = _walk(recipes, takes, where, _relied(store), marks)
    versions = [body["id"] for body in store.index.all("versions") if body["recipe"] in found]
    return Descendants(entry, tuple(sorted(marks.records)), tuple(sorted(
        (Descendant(recipe, *where.get(recipe, ("", "", 0)), recipe in takes, why) for recipe, why in found.items()),
        key=lambda each: (each.entity, each.task, each.take, each.recipe),
    )), tuple(versions), tuple(_deliveries(store, found)))  # fmt: skip


def of_people(store: Store, book: RightsBook, parties: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return party -> recipe -> why, for all that rests on these persons, also on one whom no record describes."""
    recipes = {body["id"]: Recipe.from_json(body["recipe"]) for body in store.index.all("recipes")}
    takes = {body["id"]: body for body in store.index.all("takes")}
    where, relied, known = _places(store, takes), _relied(store), {party.id for party in book.parties}
    found = {}
    for party in parties:
        marks = _Marks(persons={party: f"uses the likeness of {party}"})
        if party in known:
            _mark(marks, book, "parties", party)
        found[party] = _walk(recipes, takes, where, relied, marks)
    return found


def _mark(marks: _Marks, book: RightsBook, kind: str, identity: str) -> None:
    """Note by what recipes are known, for a record and for the records that it stands behind."""
    name = f"{BY_KIND[kind].name}/{identity}"
    if name in marks.records:
        return
    marks.records.add(name)
    record: Any = next(r for r in getattr(book, kind) if identity_of(r) == identity)
    if kind == "parties":
        marks.persons[identity] = f"uses the likeness of {identity}"
        _follow(marks, book, "consents", lambda r: r.subject == identity)
        _follow(marks, book, "replicas", lambda r: r.subject == identity)
        _follow(marks, book, "models", lambda r: identity in (r.subjects or ()))
        _follow(marks, book, "sources", lambda r: identity in (r.contains_persons or ()))
    elif kind == "consents":
        marks.relied[identity] = f"relies on the consent {identity}"
        marks.persons[record.subject] = f"uses the likeness of {record.subject}"
    elif kind == "replicas":
        marks.digests.update(dict.fromkeys(record.asset_digests, f"takes in the replica {identity}"))
        if record.subject:
            marks.replicas[record.subject] = f"makes or uses a replica of {record.subject}"
    elif kind == "licences":
        marks.relied[identity] = f"relies on the licence {identity}"
        for item in record.items:
            marks.items[item] = marks.digests[item] = f"uses {item}, which the licence {identity} covers"
        _follow(marks, book, "sources", lambda r: r.licence == identity or r.id in record.items)
        _follow(marks, book, "models", lambda r: identity in r.dataset_licences)
    elif kind == "sources":
        for item in (identity, *record.sha256):
            marks.items[item] = marks.digests[item] = f"uses the source {identity}"
    elif kind == "models":
        if record.sha256:
            marks.weights[record.sha256] = f"made with the model {identity}"
        _follow(marks, book, "models", lambda r: r.base == identity)
    elif kind == "tools":
        marks.engines[record.name] = f"made with the tool {record.name}"
    elif kind == "approvals":
        marks.relied[identity] = f"relies on the approval {identity}"
    elif kind in ("statements", "notices", "disclosures"):
        entities = (record.entity,) if kind == "statements" else record.entities or ("",)
        tasks = (record.task,) if kind == "statements" else getattr(record, "tasks", ()) or ("",)
        why = f"is what the {BY_KIND[kind].name} {identity} is about"
        marks.places += [(entity, task, why) for entity in entities for task in tasks]


def _follow(marks: _Marks, book: RightsBook, kind: str, wanted: Any) -> None:  # noqa: ANN401  # a test of a record
    for record in getattr(book, kind):
        if wanted(record):
            _mark(marks, book, kind, record.id)


def _walk(
    recipes: Mapping[str, Recipe], takes: Mapping[str, Mapping[str, Any]], where: Mapping[str, tuple[str, str, int]],
    relied: Mapping[str, set[str]], marks: _Marks,
) -> dict[str, str]:  # fmt: skip
    """Return recipe -> why, for those that rest on the marks themselves and all that was made from them."""
    eaters: dict[str, list[str]] = defaultdict(list)  # input -> recipes that take it
    for name, recipe in recipes.items():
        for reference in recipe.inputs.values():
            eaters[reference.partition("#")[0]].append(name)
    found: dict[str, str] = {}
    for name, recipe in recipes.items():
        why = next(_reasons(recipe, where.get(name, ("", "", 0)), relied.get(name, set()), marks), "")
        if why:
            found[name] = why
    queue = list(found)
    while queue:
        name = queue.pop()
        made = [f"sha256:{row['digest']}" for row in takes[name]["outputs"]] if name in takes else []
        for reference in (f"recipe:{name}", *made):
            for eater in eaters.get(reference, ()):
                if eater not in found:
                    why = found[name]
                    found[eater] = why if why.startswith("made from ") else f"made from {name[:12]}, which {why}"
                    queue.append(eater)
    return found


def _reasons(recipe: Recipe, place: tuple[str, str, int], relied: set[str], marks: _Marks) -> Iterator[str]:
    facts = recipe.facts
    yield from (marks.relied[identity] for identity in sorted(relied & marks.relied.keys()))
    yield from (marks.persons[person] for person in facts.persons if person in marks.persons)
    if REPLICA_USES.intersection(_texts(facts.extra.get("use_kinds"))):
        yield from (marks.replicas[person] for person in facts.persons if person in marks.replicas)
    yield from (marks.items[item] for item in facts.training_items if item in marks.items)
    inputs = [reference.removeprefix("sha256:") for reference in recipe.inputs.values()]
    yield from (marks.digests[digest] for digest in inputs if digest in marks.digests)
    yield from (marks.weights[digest] for digest in recipe.weights.values() if digest in marks.weights)
    if recipe.engine in marks.engines:
        yield marks.engines[recipe.engine]
    for entity, task, why in marks.places:
        if place[0] and entity in ("", place[0]) and task in ("", place[1]):
            yield why


def _texts(value: object) -> Iterable[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, (list, tuple)) else ()


def _relied(store: Store) -> dict[str, set[str]]:
    """Return recipe -> ids of consents, licences and approvals that one of its clearances relied on."""
    found: dict[str, set[str]] = defaultdict(set)
    for body in store.index.all("clearances"):
        signed = body["clearance"]
        found[body["recipe"]].update(signed["consents"], signed["licences"], signed["approvals"])
    return found


def _places(store: Store, takes: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, str, int]]:
    """Return recipe -> entity, task and number of the take."""
    found = {name: (str(body["entity"]), str(body["task"]), 0) for name, body in takes.items()}
    for body in store.index.all("proposals"):
        for number, recipe in enumerate(body["takes"], 1):
            found[recipe] = (body["entity"], body["task"], number)
    return found


def _deliveries(store: Store, found: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for body in store.index.all("deliveries"):
        paths = [row["path"] for row in body.get("files", ()) if row["recipe"] in found]
        if paths:
            yield {"id": body["id"], "profile": body["profile"], "at": body["at"], "paths": paths}

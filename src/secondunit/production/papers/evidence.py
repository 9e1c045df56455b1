"""All that the rights papers are made from, gathered once: records, rulings, takes, decisions and the cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from secondunit.core.board import frame_rate, timecode
from secondunit.core.errors import NotFound
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Approval, HouseFacts, Party, RightsBook, Ruling, ShotUse, Tool
from secondunit.execution.gatekeeper import tool_of
from secondunit.production.rights.lineage import of_people

if TYPE_CHECKING:
    from secondunit.production.folder import Production

GENERATED = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
             "trainedAlgorithmicData")  # IPTC source types that count as made with a trained model


@dataclass(frozen=True)
class Made:
    """One take on record, with the recipe, the ruling that let it be made, and the versions it became."""

    recipe: Recipe
    entity: str
    task: str
    take: int
    engine: str
    clearance: str
    outputs: tuple[Mapping[str, Any], ...]
    ruling: Ruling | None
    versions: tuple[str, ...] = ()
    offer: bool = True

    @property
    def source_types(self) -> tuple[str, ...]:
        """The digital source types of its files, without their address."""
        return tuple(dict.fromkeys(str(o["credential"]["source_type"]).rpartition("/")[2] for o in self.outputs))

    @property
    def prompt(self) -> str:
        """The words that it was asked for with, if any."""
        found = (self.recipe.parameters.get(key) for key in ("prompt", "text", "instruction", "question"))
        return next((words for words in found if isinstance(words, str) and words.strip()), "")

    @property
    def persons(self) -> tuple[str, ...]:
        """Parties whose likeness or voice it uses."""
        return tuple(self.recipe.facts.persons)


@dataclass(frozen=True)
class Place:
    """Where a shot stands in the cut as boarded: frames from the start, `end` exclusive."""

    shot: str
    scene: str
    number: str
    heading: str
    action: str
    start: int
    end: int


@dataclass(frozen=True)
class Evidence:
    """What is on record of one production, as of a day."""

    title: str
    as_of: str
    house: HouseFacts
    book: RightsBook
    rate: Fraction
    made: tuple[Made, ...] = ()
    places: tuple[Place, ...] = ()
    versions: tuple[Mapping[str, Any], ...] = ()
    reviews: tuple[Mapping[str, Any], ...] = ()
    deliveries: tuple[Mapping[str, Any], ...] = ()
    stopped: tuple[Mapping[str, Any], ...] = ()  # what the rules refused: at, entity, words, persons
    writers: tuple[str, ...] = ()  # as the title page has them
    drafts: tuple[Mapping[str, str], ...] = ()
    characters: tuple[str, ...] = ()
    lineage: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # party -> recipe -> why it rests on them

    @classmethod
    def of(cls, production: Production, as_of: date | None = None) -> Evidence:
        """Read everything; VerifyFailed where a record of rights does not hold."""
        store, gate = production.store, production.shop.gate
        gate.refresh()
        versions = tuple(store.index.all("versions"))
        by_recipe: dict[str, list[str]] = {}
        for version in versions:
            by_recipe.setdefault(str(version["recipe"]), []).append(str(version["id"]))
        rulings = {body["clearance"]["id"]: body["ruling"] for body in store.index.all("clearances")}
        recipes = {body["id"]: body["recipe"] for body in store.index.all("recipes")}
        takes = (take for take in store.index.all("takes") if take["recipe"] in recipes)
        made = tuple(sorted((_made(take, recipes, rulings, by_recipe) for take in takes),
                            key=lambda m: (m.entity, m.task, m.take, m.recipe.step, m.recipe.hash)))
        script = _script(production)
        found = cls(
            title=production.title, as_of=(as_of or datetime.now(UTC).date()).isoformat(), house=gate.house,
            book=gate.book, rate=frame_rate(production.config["picture.fps"]), made=made,
            places=_places(production), versions=versions,
            reviews=tuple(sorted(store.index.all("reviews"), key=lambda r: (r["at"], r["id"]))),
            deliveries=tuple(d for d in store.index.all("deliveries") if d["id"] != "held"),
            stopped=_stopped(production), **script,
        )
        return replace(found, lineage=of_people(store, gate.book, found.people()))

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Parties by id."""
        return {party.id: party for party in self.book.parties}

    @cached_property
    def place_of(self) -> Mapping[str, Place]:
        """Places by shot."""
        return {place.shot: place for place in self.places}

    @cached_property
    def offered(self) -> Mapping[str, tuple[Made, ...]]:
        """Takes that were offered for review, by entity."""
        found: dict[str, list[Made]] = {}
        for made in self.made:
            if made.offer:
                found.setdefault(made.entity, []).append(made)
        return {entity: tuple(takes) for entity, takes in found.items()}

    @cached_property
    def approved(self) -> Mapping[tuple[str, str], int]:
        """The newest version that a take became, by entity and recipe hash."""
        return {(str(v["entity"]), str(v["recipe"])): int(v["version"])
                for v in sorted(self.versions, key=lambda v: int(v["version"]))}

    @cached_property
    def by_digest(self) -> Mapping[str, Made]:
        """What made a file, by the digest of the file as it is stored or as the engine made it."""
        return {str(digest): made for made in self.made for o in made.outputs
                for digest in (o["digest"], o["credential"].get("source_digest", ""))}

    @cached_property
    def by_recipe(self) -> Mapping[str, Made]:
        """Takes by recipe hash."""
        return {made.recipe.hash: made for made in self.made}

    @cached_property
    def approvals(self) -> Mapping[str, Approval]:
        """Approvals of escalations by id."""
        return {approval.id: approval for approval in self.book.approvals}

    def name(self, party: str) -> str:
        """Return the name of a party as people know it, or its id."""
        known = self.parties.get(party)
        return (known.legal_name or next(iter(known.known_as), "") if known else "") or party

    def people(self) -> tuple[str, ...]:
        """Return the ids of all whose likeness is or may be used: performers, and whoever a record or take names."""
        named = {p for made in self.made for p in made.persons} | {p.id for p in self.book.parties if p.performer}
        named |= {r.subject for r in self.book.replicas} | {c.subject for c in self.book.consents}
        named |= {use.subject for use in self.book.shot_uses} | {a.subject for a in self.book.accruals}
        return tuple(sorted(named - {""}, key=lambda party: (self.name(party), party)))

    def performers(self) -> tuple[Party, ...]:
        """Return these people, whom no record describes as parties with nothing but an id."""
        return tuple(self.parties.get(party) or Party(party) for party in self.people())

    def tool(self, made: Made) -> Tool:
        """Return what is stated of the tool of a take: the production's record, else the engine's manifest."""
        own = next((t for t in self.book.tools if t.name == made.engine), None)
        if own is not None:
            return own
        try:
            return tool_of(made.recipe)
        except NotFound:  # the engine is not installed any more
            return Tool(made.engine, made.recipe.engine_version)

    def generated(self, made: Made) -> bool:
        """Say whether a trained model made it or part of it; what was trained on is not known counts as trained."""
        return self.tool(made).training_data_status != "none" or any(kind in GENERATED for kind in made.source_types)

    def span(self, use: ShotUse) -> tuple[int, int] | None:
        """Return the frames of a use in the cut, `end` exclusive; None where neither it nor its shot says."""
        place = self.place_of.get(use.entity)
        if use.tc_in is not None and use.tc_out is not None:
            return use.tc_in, use.tc_out
        return (place.start, place.end) if place else None

    def time(self, frame: int | None) -> str:
        """Return a time code, or a dash."""
        return "–" if frame is None else timecode(frame, self.rate)

    def likenesses(self, recipe: str) -> tuple[str, ...]:
        """Return the people whose likeness a take rests on, also through what it was made from."""
        return tuple(party for party, rest in self.lineage.items() if recipe in rest)

    def with_likeness(self, party: str) -> tuple[Made, ...]:
        """Return the takes that rest on a person's likeness, those that use it directly first."""
        rest = self.lineage.get(party, {})
        found = [made for made in self.made if made.recipe.hash in rest]
        return tuple(sorted(found, key=lambda made: party not in made.persons))


def _made(
    take: Mapping[str, Any], recipes: Mapping[str, Any], rulings: Mapping[str, Any], versions: Mapping[str, list[str]]
) -> Made:
    ruling = rulings.get(take["clearance"])
    return Made(
        Recipe.from_json(recipes[take["recipe"]]), take["entity"], take["task"], int(take["take"]), take["engine"],
        take["clearance"], tuple(take["outputs"]), Ruling.from_json(ruling) if ruling else None,
        tuple(versions.get(take["recipe"], ())), bool(take.get("offer", True)),
    )


def _places(production: Production) -> tuple[Place, ...]:
    try:
        shots = production.boards.listed()
        scenes = {scene.id: scene for scene in production.script.current[1].scenes}
    except NotFound:  # no script yet
        return ()
    found, start = [], 0
    for shot in shots:
        scene = scenes.get(shot.scene)
        found.append(Place(shot.id, shot.scene, scene.number if scene else "", scene.heading if scene else "",
                           shot.action, start, start + shot.duration))
        start += shot.duration
    return tuple(found)


def _script(production: Production) -> dict[str, Any]:
    try:
        script, breakdown = production.script.current
    except NotFound:
        return {}
    page = {key.casefold(): value for key, value in script.title_page.items()}
    names = next((page[key] for key in ("author", "authors", "written by") if page.get(key)), ())
    drafts = tuple(
        {"id": str(body["id"]), "name": str(body["name"]), "digest": str(body["digest"])}
        for body in production.store.index.all("scripts")
    )
    return {"writers": tuple(name.strip() for name in names if name.strip()), "drafts": drafts,
            "characters": tuple(c.name for c in breakdown.characters)}


def _stopped(production: Production) -> tuple[Mapping[str, Any], ...]:
    """Return what the rules refused, from the ledger: a refusal leaves no other trace."""
    found = []
    for entry in production.store.ledger.entries():
        if entry["verb"] == "refuse":
            facts = entry["facts"]
            persons = ((facts.get("ruling") or {}).get("facts") or {}).get("use.persons") or []
            found.append({"at": str(entry["at"]), "entity": str(facts.get("entity", "")),
                          "words": str(facts.get("words", "")), "persons": list(persons)})
    return tuple(found)

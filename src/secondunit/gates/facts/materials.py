"""Facts of what goes in: sources, marks, preferences about mining and training, licences to train.

| fact | known by construction |
|---|---|
| `inputs.registered` | yes, where nothing came from outside: an input named by recipe, or found among the production's own takes, was made here; what it was made from counts with it, after however many makings |
| `inputs.confidential` and the like | what the recipe flags, then what the Sources say; no, where nothing came from outside and nothing is flagged |
| `inputs.tdm` | allowed, where nothing came from outside; constrained without details counts as notAllowed |
| `inputs.marks_kept` | yes, for what was made here (it carries our credential) and for Sources that carried no mark |
| `licence.train_covered` | yes, where nothing is trained on |
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from secondunit.core.identity import Json
from secondunit.core.rights import Licence, Source
from secondunit.gates.facts.known import Answer, Answers, Case, Input, every, some

PLACING = ("document", "timeline", "contact_sheet", "animatic")
FLAGS = ("confidential", "personal_data", "third_party")
PREFERENCES = ("allowed", "unset", "constrained", "notAllowed")  # from mild to strict


@dataclass(frozen=True)
class Outside:
    """What came from outside: its sources (with what was found of each file), and whether all of them are on record."""

    sources: tuple[tuple[Source, Input], ...]
    registered: bool | None
    note: str

    @property
    def persons(self) -> tuple[str, ...]:
        """The persons who can be seen or heard in it, as far as known."""
        return tuple(dict.fromkeys(person for source, _ in self.sources for person in source.contains_persons or ()))

    @property
    def persons_known(self) -> bool:
        """Whether nobody else can be in it."""
        return self.registered is True and all(source.contains_persons is not None for source, _ in self.sources)

    @property
    def nothing(self) -> bool:
        """Whether nothing came from outside."""
        return self.registered is True and not self.sources


def outside(case: Case) -> Outside:
    """Find the sources of all inputs and training items."""
    look, found, known = case.book.lookup, dict[tuple[str, str], tuple[Source, Input]](), list[bool | None]()
    lost = []
    for reference, told in _ingoing(case):
        digest = reference.removeprefix("sha256:")
        name = told.source if told is not None and told.source else digest
        sources = (look.sources[name],) if name in look.sources else look.sources_with.get(digest, ())
        for source in sources:
            found[source.id, digest] = (source, told or Input())
        if not sources:
            lost.append(digest[:12])
            known.append(False if told is not None else None)
    note = f"not registered as a source: {', '.join(lost[:3])}{' and more' if len(lost) > 3 else ''}" if lost else ""
    return Outside(tuple(found.values()), every(known), note)


def _ingoing(case: Case) -> Iterator[tuple[str, Input | None]]:
    """Yield all that came from outside, by reference: what goes in, and what is in that which was made here.

    A page, a sheet or a cut that only places pictures takes over nothing: the gate asks about each of its parts. A
    composite is a picture of its own.
    """
    family, _, verb = case.recipe.capability.partition(".")
    places = family in PLACING or verb in PLACING
    for reference in (*case.recipe.inputs.values(), *(_items(case) or ())):
        told = case.media.inputs.get(reference)
        if told is not None and told.made_here:
            yield from () if places else told.origins.items()
        elif told is not None or not reference.startswith("recipe:"):
            yield reference, told


def of(case: Case, from_outside: Outside) -> Answers:
    """Answer for what goes in."""
    answers = {f"inputs.{flag}": Answer(has(case, from_outside, flag)) for flag in FLAGS}
    answers["inputs.registered"] = Answer(from_outside.registered, from_outside.note)
    answers["inputs.tdm"] = _preference(from_outside)
    answers["inputs.marks_kept"] = _marks(from_outside)
    answers["licence.train_covered"] = _training(case)
    return answers


def has(case: Case, from_outside: Outside, flag: str) -> bool | None:
    """Say whether the recipe or a source of it is flagged so."""
    if flag in (case.recipe.facts.input_flags or ()):
        return True
    said: list[bool | None] = [getattr(source, flag) for source, _ in from_outside.sources]
    if flag == "personal_data" and from_outside.persons:
        return True
    return some([*said, *((None,) if from_outside.registered is not True else ())])


def _preference(from_outside: Outside) -> Answer:
    said = [_stated(source) for source, _ in from_outside.sources]
    worst = max((word for word in said if word), key=PREFERENCES.index, default="allowed")
    if worst != "notAllowed" and ("" in said or from_outside.registered is not True):
        unasked = [source.id for source, _ in from_outside.sources if not _stated(source)]
        return Answer(None, f"no preference is on record for {', '.join(unasked)}" if unasked else from_outside.note)
    named = [source.id for source, _ in from_outside.sources if _stated(source) == worst]
    return Answer(worst, f"stated for {', '.join(named)}" if worst in PREFERENCES[2:] else "")


def _stated(source: Source) -> str:
    word = source.tdm_pref
    if word == "constrained" and not source.tdm_details.strip():
        return "notAllowed"  # a constraint that nobody can read cannot be kept
    return word if word in PREFERENCES else ""


def _marks(from_outside: Outside) -> Answer:
    gone, unsure = list[str](), list[str]()
    for source, told in from_outside.sources:
        for mark in source.marks:
            if mark not in told.marks:
                unsure.append(f"{source.id} ({mark})")
            elif not told.marks[mark]:
                gone.append(f"{source.id} ({mark})")
    if gone:
        return Answer(False, f"marks were taken off: {', '.join(gone)}")
    if unsure:
        return Answer(None, f"whether these marks are still there was not found: {', '.join(unsure)}")
    return Answer(True if from_outside.registered is True else None)


def _items(case: Case) -> tuple[str, ...] | None:
    items = case.recipe.facts.training_items
    whole = isinstance(items, (list, tuple)) and all(isinstance(item, str) and item for item in items)
    return tuple(items) if whole else None


def _training(case: Case) -> Answer:
    """Say whether a live licence with the right to train covers every training item, by itself or by its source."""
    items = _items(case)
    if items is None or (not items and case.use.get("use.purpose") in (None, "training")):
        return Answer(None, "the items that are trained on are not stated")
    relied, lacking, unproven = dict[str, Licence](), list[Json](), list[Json]()
    for item in dict.fromkeys(items):
        offered = [each for each in _licences(case, item) if "train" in each.rights and in_term(each, case.day)]
        good = next((each for each in offered if each.evidence_sha256), None)
        if good is not None:
            relied[good.id] = good
        else:
            (unproven if offered else lacking).append(item)
    licences = tuple(relied.values())
    if lacking:
        return Answer(False, f"no live licence with the right to train covers {_shown(lacking)}", licences=licences)
    if unproven:
        return Answer(None, f"the licence of {_shown(unproven)} has no document behind it", licences=licences)
    return Answer(True, licences=licences)


def _licences(case: Case, item: str) -> Iterable[Licence]:
    look, digest = case.book.lookup, item.removeprefix("sha256:")
    yield from (licence for name in dict.fromkeys((item, digest)) for licence in look.licences.get(name, ()))
    for source in (look.sources[item],) if item in look.sources else look.sources_with.get(digest, ()):
        yield from look.licences.get(source.id, ())
        if source.licence:
            yield from look.licences.get(source.licence, ())


def in_term(licence: Licence, day: str) -> bool:
    """Say whether a licence is in force on a day."""
    revoked = bool(licence.revoked_at) and licence.revoked_at <= day
    return not revoked and (not licence.start or licence.start <= day) and (not licence.end or day <= licence.end)


def _shown(items: list[Json]) -> str:
    names = sorted(str(item) for item in items)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

"""Facts of human work, credits and disclosures.

| fact | known by construction |
|---|---|
| `work.human_contribution` | only from Contribution records of the entity; input and prompts alone are no authorship (US Copyright Office, 2025) |
| `work.human_performance`, `human_writing` | yes, where nothing on record contradicts them; unknown uses leave them unknown |
| `credits.ai_writer` | no, where no credit on record names a tool as writer or source |
| `disclosure.*` | no, where none is on record for the entity |
"""  # noqa: E501  # a table

from __future__ import annotations

from secondunit.core.rights import Credit, RightsBook
from secondunit.gates.facts.known import Answer, Answers, Case, every
from secondunit.gates.rules import territories

AUTHORSHIP = ("select", "arrange", "modify")
WRITING = ("writer", "written", "screenplay", "teleplay", "story", "source", "author", "based on")
TOLD = ("end_credit", "label", "icon", "audible")


def of(case: Case) -> Answers:
    """Answer for work, credits and disclosures."""
    credits = [each for each in case.book.credits if _credits_a_tool_as_writer(each)]
    writing = case.use.get("use.script_text")
    written = every([not credits, not writing if isinstance(writing, bool) else None])
    return {
        "work.human_contribution": Answer(_contributed(case)),
        "work.human_performance": _performed(case),
        "work.human_writing": Answer(written, "a tool stands as writer or source" if credits else ""),
        "credits.ai_writer": Answer(bool(credits), ", ".join(each.id for each in credits)),
        "disclosure.eu": Answer(_disclosed(case, TOLD, eu=True)),
        "disclosure.promo": Answer(_disclosed(case, ("promo",), eu=False)),
    }


def _contributed(case: Case) -> bool | None:
    if not case.entity:
        return None
    return any(each.kind in AUTHORSHIP and each.person.strip() and case.live(each.at)
               for each in case.book.lookup.contributions.get(case.entity, ()))


def _performed(case: Case) -> Answer:
    """A synthetic performer, or a replica made without the performer, contradicts "performed by humans" (AMPAS)."""
    said = case.book.lookup.once("work.performed", lambda: _by_humans(case.book))
    value = every(list(said.values()))
    if case.use.get("use.purpose") in ("final", "promo"):
        synthetic = case.use.get("use.synthetic_performer")
        value = every([value, not synthetic if isinstance(synthetic, bool) else None])
    against = [name for name, human in said.items() if human is value]
    return Answer(value, f"see the uses of {', '.join(against[:5])}" if against else "")


def _by_humans(book: RightsBook) -> dict[str, bool | None]:
    """Each replica in the cut for which it is not known that a human performed: no (False), or nobody knows (None)."""
    found = dict[str, bool | None]()
    for name, uses in book.lookup.uses_of.items():
        replica = book.lookup.replicas.get(name)
        category = replica.category if replica else ""
        if category not in ("EBDR", "BADR") and any(use.purpose != "temp" for use in uses):
            found[name] = False if category in ("SYNTH", "ICDR") else None
    return found


def _credits_a_tool_as_writer(credit: Credit) -> bool:
    role = credit.role.casefold()
    return bool(credit.tool.strip()) and any(word in role for word in WRITING)


def _disclosed(case: Case, kinds: tuple[str, ...], *, eu: bool) -> bool:
    """Whether the audience of this work, or of this part of it, is told; audio alone needs words that are heard."""
    if case.use.get("use.audio_only") is True:
        kinds = tuple(kind for kind in kinds if kind in ("audible", "promo"))
    return any(each.kind in kinds and bool(each.text.strip() or each.kind == "icon")
               and case.live(each.at, each.revoked_at) and case.covers(each.entities)
               and (not eu or _in_the_union(case, each.territories)) for each in case.book.disclosures)


def _in_the_union(case: Case, told: tuple[str, ...]) -> bool:
    """Whether what is told in these territories (none: everywhere) is told wherever the work is shown in the Union."""
    if not told:
        return True
    union = territories.within("EU")
    shown = {"EU" if place.casefold() in union else place for place in case.house.territories or ("EU",)
             if territories.meet(place, "EU")}
    return all(territories.inside(place, told) for place in shown)

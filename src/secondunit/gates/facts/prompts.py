"""Facts of prompts: whose names and which works they name without permission.

| fact | known by construction |
|---|---|
| `prompt.names_works`, `names_persons` | none, where the recipe has no prompt and says nothing of it; for a tool that learned nothing from data only what is called a prompt is one |
| `prompt.names_performer` | no, where no person is named; not known of somebody who is not on record |

What is merely analysed is no prompt: a script that a model reads may name whom it likes, as long as no text is made of
it. What the recipe says of itself (`named_works`, `named_persons` in the open facts) is added to what is found.
Permission is a live licence for the work (to reference, embed or derive) or a consent that covers this use.
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Iterator, Mapping

from secondunit.core.identity import Json
from secondunit.core.rights import Licence
from secondunit.gates.facts import consents
from secondunit.gates.facts.known import Answer, Answers, Case, some
from secondunit.gates.facts.materials import in_term
from secondunit.gates.prompts import names

RIGHTS = frozenset({"reference", "embed", "derive"})


def of(case: Case) -> Answers:
    """Answer for all prompts of the recipe."""
    prompt = _prompt(case)
    hits = names.names_in(prompt, case.book, case.media.names).hits if prompt else ()
    persons = dict.fromkeys(_told(case, "named_persons"), "")
    persons |= {hit.name: hit.party for hit in hits if hit.is_person}
    works = [*_told(case, "named_works"), *(hit.name for hit in hits if not hit.is_person)]
    licensed = {work: _licence(case, work) for work in works}
    left: list[Json] = [name for name, party in persons.items() if not _consents(case, party or name)]
    answers = {
        "prompt.names_works": Answer([work for work, licence in licensed.items() if licence is None],
                                     licences=tuple(each for each in licensed.values() if each is not None)),
        "prompt.names_persons": Answer(left),
        "prompt.names_performer": Answer(some([_performer(case, persons[str(n)] or str(n)) for n in left])),
    }  # fmt: skip
    for name, spoilt in (("named_works", ("names_works",)), ("named_persons", ("names_persons", "names_performer"))):
        if name in case.extra and not isinstance(case.extra[name], (list, tuple)):
            answers |= {f"prompt.{fact}": Answer(None, f"{name} is not a list") for fact in spoilt}
    return answers


def _prompt(case: Case) -> str:
    """All texts by which the tool is told what to make."""
    if case.recipe.capability.startswith("text.") and case.use.get("use.script_text") is False:
        return ""
    found = texts(case.recipe.parameters) if case.learned is False else names.prompts_of(case.recipe.parameters)
    return "\n\n".join(found)


def texts(parameters: object, within: bool = False) -> Iterator[str]:
    """Yield the texts of all parameters whose name speaks of a prompt."""
    if isinstance(parameters, Mapping):
        for key, value in parameters.items():
            if within or not isinstance(value, (int, float)):
                yield from texts(value, within or "prompt" in key)
    elif isinstance(parameters, (list, tuple)):
        for value in parameters:
            yield from texts(value, within)
    elif within and isinstance(parameters, str):
        yield parameters


def _told(case: Case, name: str) -> list[str]:
    said = case.extra.get(name)
    return [str(item) for item in said if str(item).strip()] if isinstance(said, (list, tuple)) else []


def _licence(case: Case, work: str) -> Licence | None:
    offered = case.book.lookup.licences_of_works.get(work.strip().casefold(), ())
    return next((each for each in offered if RIGHTS.intersection(each.rights) and each.evidence_sha256
                 and in_term(each, case.day)), None)


def _consents(case: Case, name: str) -> bool:
    """Whether the person is one whose likeness is used here, with a consent to it."""
    return name in (case.persons or ()) and consents.covers(case, [name], case.kinds or set()).value is True


def _performer(case: Case, name: str) -> bool | None:
    """A performer by record. Of somebody who is not on record it is not known."""
    found = case.book.lookup.names.get(name.strip().casefold(), ())
    return some([party.performer for party in found]) if found else None

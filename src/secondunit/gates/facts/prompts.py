"""Facts of prompts: whose names and which works they name without permission.

A prompt is every text of a parameter whose name speaks of a prompt, but for negative ones, which keep things out. What
the recipe itself says that it names (`named_works`, `named_persons` in the open facts) is added.

| fact | known by construction |
|---|---|
| `prompt.names_works`, `names_persons` | none, where there is no prompt and the recipe says nothing of it |
| `prompt.names_performer` | no, where no person is named |

Permission is a live licence for the work (to reference, embed or derive), or a consent that covers this use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from secondunit.core.identity import Json
from secondunit.core.rights import Licence
from secondunit.gates.facts import consents
from secondunit.gates.facts.known import Answer, Answers, Case, some
from secondunit.gates.facts.materials import in_term

RIGHTS = frozenset({"reference", "embed", "derive"})
LONGEST = 8  # words of a name
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def texts(parameters: object, within: bool = False) -> Iterator[str]:
    """Yield the texts of all prompts in a recipe's parameters."""
    if isinstance(parameters, Mapping):
        for key, value in parameters.items():
            word = str(key).casefold()
            yield from texts(value, within or ("prompt" in word and "negative" not in word))
    elif isinstance(parameters, (list, tuple)):
        for value in parameters:
            yield from texts(value, within)
    elif within and isinstance(parameters, str):
        yield parameters


def of(case: Case) -> Answers:
    """Answer for all prompts of the recipe."""
    prompt = "\n".join(texts(case.recipe.parameters))
    persons = dict.fromkeys([*_told(case, "named_persons"), *_parties(case, prompt)])
    works = dict.fromkeys(_told(case, "named_works"))
    licensed = {work: _licence(case, work) for work in works}
    relied = tuple(licence for licence in licensed.values() if licence is not None)
    open_works: list[Json] = [work for work, licence in licensed.items() if licence is None]
    open_persons: list[Json] = [name for name in persons if not _consents(case, name)]
    performers = [_performer(case, str(name)) for name in open_persons]
    unclear = Answer(None, "what the recipe says that its prompt names is not a list")
    broken = {name for name in ("named_works", "named_persons")
              if name in case.extra and not isinstance(case.extra[name], (list, tuple))}  # fmt: skip
    return {
        "prompt.names_works": unclear if "named_works" in broken else Answer(open_works, licences=relied),
        "prompt.names_persons": unclear if "named_persons" in broken else Answer(open_persons),
        "prompt.names_performer": unclear if "named_persons" in broken else Answer(some(performers)),
    }


def _told(case: Case, name: str) -> list[str]:
    said = case.extra.get(name)
    return [str(item) for item in said if str(item).strip()] if isinstance(said, (list, tuple)) else []


def _parties(case: Case, prompt: str) -> list[str]:
    """Ids of parties one of whose names stands in the prompt in whole words."""
    words, names = [match.group().casefold() for match in _WORD.finditer(prompt)], case.book.lookup.names
    spans = (" ".join(words[at : at + length]) for at in range(len(words)) for length in range(1, LONGEST + 1))
    return [party.id for span in spans for party in names.get(span, ())]


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

"""Facts of the persons whose likeness or voice is used.

| fact | known by construction |
|---|---|
| `people.known` | yes, where nobody's likeness is used |
| `people.minor` | no, where nobody's likeness is used; a day of birth and a statement that differ: the younger counts |
| `people.deceased`, `people.performers` | no, where nobody's likeness is used |
| `house.struck` | no, where no guild is on strike |

A person without a Party record is neither grown up nor alive: those facts are missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.identity import Json
from secondunit.core.rights import Party
from secondunit.gates.facts.known import Answer, Answers, Case, some

ADULT = 18  # years


@dataclass(frozen=True)
class Person:
    """What is known of a person today; None is not known."""

    id: str
    party: Party | None
    minor: bool | None
    deceased: bool | None
    died: str = ""

    def minor_on(self, day: str) -> bool | None:
        """Whether the person was under 18 on a day."""
        return minor_on(self.party, day) if self.party else None


def person(case: Case, name: str) -> Person:
    """Return what the records say of a person. The recipe's list `deceased` makes somebody dead, never alive."""
    party = case.book.lookup.parties.get(name)
    told = case.extra.get("deceased")
    dead = isinstance(told, (list, tuple)) and name in told
    if party is None:
        return Person(name, None, None, True if dead else None)
    if party.status == "deceased" or (party.died and party.died <= case.day):
        dead = True
    deceased = True if dead else False if party.status == "living" else None
    last = min(case.day, party.died or case.day)
    return Person(name, party, minor_on(party, last), deceased, party.died)


def minor_on(party: Party, day: str) -> bool | None:
    """Whether a party is under 18 on a day: by its day of birth or as stated, whichever says yes."""
    by_birth = None
    if party.born:
        grown = f"{int(party.born[:4]) + ADULT:04d}{party.born[4:]}"  # 29 February: grown up on 1 March
        by_birth = day < grown
    return True if True in (by_birth, party.is_minor) else by_birth if by_birth is not None else party.is_minor


def of(case: Case, unseen: bool) -> Answers:
    """Answer for the persons. `unseen` says that sources may show persons whom nobody named."""
    names = case.persons
    if names is None:
        missing = Answer(None, "the persons whose likeness is used are not stated")
        return {f"people.{name}": missing for name in ("known", "minor", "deceased", "performers")} | {
            "house.struck": _struck(case, [], True)}
    people = [person(case, name) for name in names]
    lost = [each.id for each in people if each.party is None]
    unknown: list[bool | None] = [None] if unseen else []
    answers = {
        "people.known": Answer(False if lost else None if unseen else True,
                               f"no party is on record for {', '.join(lost)}" if lost else ""),
        "people.minor": _one_of(people, [each.minor for each in people] + unknown, "is under 18"),
        "people.deceased": _one_of(people, [each.deceased for each in people] + unknown, "is dead"),
        "people.performers": Answer(some([each.party.performer if each.party else None for each in people] + unknown)),
    }  # fmt: skip
    answers["house.struck"] = _struck(case, people, unseen)
    return answers


def _one_of(people: list[Person], answers: list[bool | None], what: str) -> Answer:
    value = some(answers)
    pairs = list(zip(people, answers, strict=False))
    if value:
        return Answer(True, ", ".join(f"{each.id} {what}" for each, answer in pairs if answer))
    open_ones = [each.id for each, answer in pairs if answer is None]
    return Answer(value, f"whether {', '.join(open_ones)} {what} is not on record" if open_ones else "")


def _struck(case: Case, people: list[Person], unseen: bool) -> Answer:
    """A guild on strike that is among the production's or those of a person used."""
    if case.house.strikes is None:
        return Answer(None, "which guilds are on strike is not stated")
    strikes = {guild.casefold(): guild for guild in case.house.strikes}
    if not strikes:
        return Answer(False)
    guilds: list[Json] = [*(case.house.guilds or ())]
    for each in people:
        guilds += each.party.guilds if each.party else ()
    hit = sorted({strikes[str(guild).casefold()] for guild in guilds if str(guild).casefold() in strikes})
    if hit:
        return Answer(True, f"on strike: {', '.join(hit)}")
    unknown = case.house.guilds is None or unseen or any(each.party is None for each in people)
    return Answer(None if unknown else False)

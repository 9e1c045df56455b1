"""The credits: who did what, in the order of the field, from records; a tool is never a writer or an author.

Credits on record come first. What the ledger shows besides (who prompted, who approved, whose replica) is proposed and
marked so: a person decides about a credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Paper, Text
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence
from secondunit.production.papers.register import registered

# Groups of a roll in their usual order, each with its roles; a role that is not named here comes under the crew.
ORDER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Direction", ("director", "co-director")),
    ("Writing", ("writer", "written by", "screenplay by", "screenwriter", "story by", "based on", "author",
                 "source material")),
    ("Production", ("producer", "executive producer", "co-producer", "associate producer", "line producer",
                    "unit production manager", "production company", "production")),
    ("Cast", ("cast", "actor", "performer", "voice", "stunt performer", "background performer")),
    ("Replicas", ("digital replica",)),
    ("Camera", ("director of photography", "cinematographer", "camera operator", "gaffer", "key grip")),
    ("Design", ("production designer", "art director", "set decorator", "costume designer", "make-up artist",
                "concept artist", "storyboard artist", "illustrator")),
    ("Editing and sound", ("editor", "assistant editor", "sound designer", "composer", "music supervisor")),
    ("Visual effects", ("visual effects supervisor", "visual effects producer", "compositor", "matte painter",
                        "roto artist", "animator", "digital artist")),
    ("Generative work", ("prompt artist", "generative artist", "model trainer", "ai supervisor", "picture selection",
                         "arrangement", "picture work", "reference material")),
    ("Care and law", ("ai ethics reviewer", "consent coordinator", "rights manager", "legal", "guild representative",
                      "approval")),
    ("Crew", ()),
    ("Thanks", ("thanks", "special thanks")),
)
AUTHORS = frozenset(role for group, roles in ORDER for role in roles if group == "Writing")
KINDS = {"prompt": "prompt artist", "select": "picture selection", "arrange": "arrangement", "modify": "picture work",
         "input": "reference material"}
COLUMNS = (Head("role", 30), Head("name", 34, bold=True), Head("for", 20), Head("from", 16))


@dataclass(frozen=True)
class Named:
    """A line of the roll. `origin`: on record, title page, or proposed from the ledger."""

    role: str
    name: str
    entities: tuple[str, ...]
    origin: str
    order: int = 0
    text: str = ""

    @property
    def group(self) -> int:
        """The place of its group in the roll."""
        known = self.role.casefold()
        return next((at for at, (_, roles) in enumerate(ORDER) if known in roles),
                    next(at for at, (title, _) in enumerate(ORDER) if title == "Crew"))

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """Where it stands: group, stated order, place of the role in the group, name."""
        roles = ORDER[self.group][1]
        known = self.role.casefold()
        return (self.group, self.order or 10**6, roles.index(known) if known in roles else len(roles), known, self.name)


def paper(facts: Evidence) -> Paper:
    """Return the credits."""
    roll, refused = credits_of(facts)
    used = [(tool, takes) for tool, takes in registered(facts) if takes]
    proposed = sum(line.origin == "proposed" for line in roll)
    rows: list[Line] = []
    for at, (title, _) in enumerate(ORDER):
        mine = [line for line in roll if line.group == at]
        if mine:
            rows.append(Line((title, ""), wide=True))
            rows += [Line((line.text or line.role, line.name, ", ".join(line.entities[:4]) + (
                f" and {len(line.entities) - 4} more" if len(line.entities) > 4 else ""), line.origin),
                "hold" if line.origin == "proposed" else "") for line in mine]
    blocks: list[Block] = [
        Heading("Credits", lead="Who did what"),
        Text(f"{words.plural(len(roll) - proposed, 'credit')} on record or on the title page, {proposed} proposed from "
             "what people did on record." if roll else "No credit is on record, and nobody did anything on record that "
             "one could be proposed for.", "lead"),
        Figures((("on record", str(sum(line.origin == "on record" for line in roll))), ("proposed", str(proposed)),
                 ("people", str(len({line.name for line in roll}))), ("tools used", str(len(used))))),
        Text(f"As of {facts.as_of}. {words.RECORD} A proposed credit stands only once a person has recorded it; guild "
             "rules on credit come before this list.", "note"),
        Grid(COLUMNS, tuple(rows), "Nothing on record."),
        Heading("Made with", 2),
        Grid((Head("tool", 30, bold=True), Head("vendor", 25), Head("licence", 30), Head("takes", 15, "right")), tuple(
            Line((f"{tool.name} {tool.version}".strip(), tool.vendor, tool.licence, str(len(takes))))
            for tool, takes in used), "No tool has made anything."),
        Text("Tools are named for what they are. None of them is a writer, an author or a source.", "small"),
        Heading("Not printed", 2),
        Grid((Head("credit", 24, bold=True), Head("why", 76)), tuple(Line(row, "stop") for row in refused),
             "No credit on record was refused."),
    ]
    head = ("order", "group", "role", "name", "entities", "from")
    table = tuple((number, ORDER[line.group][0], line.text or line.role, line.name, " ".join(line.entities),
                   line.origin) for number, line in enumerate(roll, 1))
    data: dict[str, Any] = {
        "as_of": facts.as_of, "credits": [dict(zip(head, row, strict=True)) for row in table],
        "tools": [{"name": tool.name, "version": tool.version, "vendor": tool.vendor, "licence": tool.licence,
                   "takes": len(takes)} for tool, takes in used],
        "refused": [{"credit": credit, "why": why} for credit, why in refused],
    }
    return Paper("credits", facts.title, "Credits", tuple(blocks), head, table, data, f"Credits. {words.RECORD}")


def credits_of(facts: Evidence) -> tuple[list[Named], list[tuple[str, str]]]:
    """Return the roll in its order, and the credits that are not printed with the reason."""
    tools = {tool.name.casefold() for tool, _ in registered(facts)}
    roll: list[Named] = []
    refused: list[tuple[str, str]] = []
    for credit in facts.book.credits:
        machine = bool(credit.tool) or credit.party.casefold() in tools - set(facts.parties)
        if machine and credit.role.casefold() in AUTHORS:
            refused.append((credit.id, f"{credit.tool or credit.party} is a tool: a tool is not a {credit.role}"))
        elif machine:
            refused.append((credit.id, f"{credit.tool or credit.party} is a tool: it stands under \"made with\""))
        elif not credit.party or not (credit.role or credit.text):
            refused.append((credit.id, "it names no party or no role"))
        else:
            roll.append(Named(credit.role or credit.text, facts.name(credit.party), credit.entities, "on record",
                              credit.order, credit.text))
    known = {(line.role.casefold(), line.name) for line in roll}
    writers = {line.name for line in roll if line.role.casefold() in AUTHORS}
    for name in facts.writers:
        if name not in writers and name.casefold() not in tools:
            roll.append(Named("written by", name, (), "title page"))
    for line in _merged(_proposed(facts)):
        if (line.role.casefold(), line.name) not in known and line.name.casefold() not in tools:
            roll.append(line)
    return sorted(roll, key=lambda line: line.rank), refused


def _proposed(facts: Evidence) -> Iterable[Named]:
    for item in facts.book.contributions:
        role = item.role or KINDS.get(item.kind, item.kind)
        if role.casefold() not in AUTHORS:  # who wrote is said by the title page and by credits, never by a ledger
            yield Named(role, facts.name(item.person), (item.entity,), "proposed")
    for review in facts.reviews:
        if review["decision"] == "approve":
            yield Named("picture selection", str(review["by"]), (str(review["entity"]),), "proposed")
    for given in facts.book.approvals:
        if given.role.casefold() not in AUTHORS:
            yield Named(given.role or "approval", given.approver, (given.entity,) if given.entity else (), "proposed")
    for replica in facts.book.replicas:
        if replica.subject and replica.category != "SYNTH":
            yield Named("digital replica", facts.name(replica.subject), (), "proposed")


def _merged(lines: Iterable[Named]) -> Sequence[Named]:
    found: dict[tuple[str, str], Named] = {}
    for line in lines:
        key = (line.role.casefold(), line.name)
        old = found.get(key)
        entities = tuple(words.unique((*(old.entities if old else ()), *line.entities)))
        found[key] = replace(old or line, entities=entities)
    return list(found.values())

"""The use-case sheet for the buyer: every use of a tool, in the order of Netflix's matrix.

Rows of the matrix (Netflix, Using Generative AI in Content Production): 1 ideation, 2 on-screen background, 3 final
characters and key visuals, 4 talent replication, 5 unowned training data, 6 proprietary material. A use is put into the
strictest row that its facts show; where a fact is missing, the row says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Paper, Text, Tone
from secondunit.core.rights import Notice, Tool, Verdict
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence, Made

ROWS: Mapping[int, tuple[str, str]] = {
    1: ("ideation only", "usually fine"),
    2: ("on-screen background element", "caution"),
    3: ("final character, key visual or story-central setting", "stop: written approval first"),
    4: ("talent replication or alteration", "stop: documented consent and approval first"),
    5: ("training data that nobody owns", "stop: cleared or licensed data first"),
    6: ("proprietary or personal material as input", "caution: approval first"),
}
COLUMNS = (
    Head("row", 4, "centre", bold=True), Head("task and purpose", 15, bold=True), Head("tool and tier", 20),
    Head("inputs", 13), Head("times", 6, "right"), Head("rules that fired", 26), Head("approval", 16),
)
STRICT = (4, 5, 3, 6, 2, 1)


@dataclass(frozen=True)
class Use:
    """Takes that ask the buyer the same question."""

    rows: tuple[int, ...]
    task: str
    purpose: str
    tool: str
    inputs: str
    rules: tuple[str, ...]
    approval: str
    open: bool
    unsettled: str
    takes: tuple[Made, ...]

    @property
    def row(self) -> int:
        """The strictest row of the matrix."""
        return next(row for row in STRICT if row in self.rows)


def paper(facts: Evidence) -> Paper:
    """Return the sheet."""
    found = uses(facts)
    told = [n for n in facts.book.notices if n.kind == "buyer_use" and n.sent_at and not n.revoked_at]
    rows: list[Line] = []
    for number, (title, guidance) in ROWS.items():
        mine = [use for use in found if use.row == number]
        rows.append(Line((f"Row {number}: {title}", guidance if mine else "no use on record"), wide=True))
        rows += [_line(use) for use in mine]
    persons = {p for use in found for made in use.takes for p in made.persons}
    blocks: list[Block] = [
        Heading("Use-case sheet", lead="Generative and other tools, for the buyer's approval"),
        Text(_summary(facts, found, told), "lead"),
        Figures((("buyer", facts.house.buyer or words.NOT_STATED), ("uses", str(len(found))),
                 ("takes", str(sum(len(use.takes) for use in found))), ("people depicted", str(len(persons))),
                 ("uses with an open rule", str(sum(use.open for use in found))))),
        Text(f"As of {facts.as_of}. {words.RECORD} The order is that of the matrix in Netflix's guidance on generative "
             "AI (text of November 2025); other buyers may ask for another. A use stands in the strictest row that its "
             "facts show.", "note"),
        Grid(COLUMNS, tuple(rows) if found else (), "No use of any tool is on record."),
        Heading("What the buyer was told", 2),
        Grid((Head("sent", 12), Head("to", 20, bold=True), Head("about", 28), Head("words", 40), Head("answer", 20)),
             tuple(Line((words.day(n.sent_at), facts.name(n.to), words.listing((*n.tasks, *n.entities), "everything"),
                         n.text, f"{words.said(n.answer, 'none yet')} {n.answered_at}".strip()))
                   for n in told), "No notice to the buyer is on record."),
    ]
    head = ("matrix_row", "matrix_title", "task", "purpose", "tool", "inputs", "takes", "entities", "rules", "approval",
            "open", "not_known")
    table = tuple(
        (use.row, ROWS[use.row][0], use.task, use.purpose, use.tool, use.inputs, len(use.takes),
         " ".join(words.unique(m.entity for m in use.takes)), "; ".join(use.rules), use.approval, use.open,
         use.unsettled) for use in sorted(found, key=lambda use: use.row))
    data = {"as_of": facts.as_of, "buyer": facts.house.buyer, "uses": [_data(use) for use in found],
            "notices": [words.body(n) for n in told]}
    return Paper("uses", facts.title, "Use-case sheet", tuple(blocks), head, table, data,
                 f"Use-case sheet. {words.RECORD}", wide=True)


def uses(facts: Evidence) -> tuple[Use, ...]:
    """Return the uses on record, takes that ask the same question together."""
    groups: dict[tuple[Any, ...], list[Made]] = {}
    for made in facts.made:
        rows, unsettled = matrix(made, facts.tool(made))
        rules = tuple(words.firings(made.ruling, facts.approvals))
        relied = made.ruling.approvals if made.ruling else ()
        given = tuple(words.unique(words.approved(each, facts.approvals) for each in relied))
        rests = tuple(made.ruling.consents) if made.ruling else ()
        key = (rows, made.recipe.facts.task_type or made.task, made.recipe.facts.purpose, made.engine,
               made.recipe.engine_version, _inputs(facts, made), rules, given, rests, unsettled)
        groups.setdefault(key, []).append(made)
    found = []
    for (rows, task, purpose, _, _, inputs, rules, given, rests, unsettled), takes in groups.items():
        approval = "; ".join(given) or "none on record"
        ruling = takes[0].ruling
        if rests:
            approval += f"\nconsent {', '.join(rests)}"
        found.append(Use(rows, task, purpose, described(facts.tool(takes[0])), inputs, rules, approval,
                         ruling is None or ruling.verdict is not Verdict.ALLOW, unsettled, tuple(takes)))
    return tuple(sorted(found, key=lambda use: (use.row, use.task, use.purpose, use.tool, use.takes[0].recipe.hash)))


def matrix(made: Made, tool: Tool) -> tuple[tuple[int, ...], str]:
    """Return the rows of the matrix that a take falls under, and what is not known about it."""
    use, known = made.recipe.facts, made.ruling.facts if made.ruling else {}
    rows, unsettled = set[int](), []
    if use.persons or use.alters_performance in ("customary", "material"):
        rows.add(4)
    if use.purpose == "training" or use.training_items or tool.training_data_status == "unlicensed":
        rows.add(5)
    if tool.training_data_status in ("", "unknown"):
        unsettled.append("what the tool was trained on")
        rows.add(5)
    if set(use.input_flags) & {"confidential", "personal_data", "third_party"}:
        rows.add(6)
    if use.purpose in ("final", "promo"):
        prominence = known.get("use.prominence") or use.extra.get("prominence")
        if prominence is None:
            unsettled.append("how prominent it is")
        rows.add(2 if prominence in ("none", "incidental") else 3)
    return tuple(sorted(rows or {1})), ", ".join(unsettled)


def described(tool: Tool) -> str:
    """Return a tool with the facts that its licence tier is judged by."""
    status = {"none": "trained on nothing", "": "training data not stated"}.get(
        tool.training_data_status, f"training data {tool.training_data_status}")
    parts = (f"{tool.name} {tool.version}".strip(), tool.vendor, tool.deployment, tool.licence_tier or "no tier stated",
             status)
    return " · ".join(part for part in parts if part)


def _inputs(facts: Evidence, made: Made) -> str:
    roles = sorted({role.partition(".")[0] for role in made.recipe.inputs})
    flags = [flag.replace("_", " ") for flag in made.recipe.facts.input_flags]
    people = [facts.name(person) for person in made.persons]
    return words.listing((*roles, *flags, *(f"likeness of {name}" for name in people)), "none")


def _line(use: Use) -> Line:
    unapproved = use.row in (3, 4, 5) and use.approval.startswith("none")
    tone: Tone = "hold" if use.open or use.unsettled or unapproved else ""
    entities = words.unique(m.entity for m in use.takes)
    rows = "".join(f" +{row}" for row in use.rows if row != use.row)
    where = ", ".join(entities[:4]) + (f" and {len(entities) - 4} more" if len(entities) > 4 else "")
    rules = "; ".join(use.rules) + (f"\nnot known: {use.unsettled}" if use.unsettled else "")
    purpose = words.PURPOSES.get(use.purpose, use.purpose)
    return Line((f"{use.row}{rows}", f"{use.task}, {purpose}\n{where}", use.tool, use.inputs, str(len(use.takes)),
                 rules, use.approval), tone)


def _summary(facts: Evidence, found: tuple[Use, ...], told: list[Notice]) -> str:
    if not found:
        return "No tool has made anything in this production so far."
    stops = [use for use in found if use.row in (3, 4, 5)]
    open_ = sum(use.open for use in found)
    return " ".join((
        f"{words.plural(len(found), 'use')} on record, {len(stops)} of them in a row of the matrix that stops until it "
        "is approved." if stops else f"{words.plural(len(found), 'use')} on record, none in a row that stops.",
        f"Rules are open for {open_} of them." if open_ else "No rule is open for any of them.",
        f"The buyer was told {words.plural(len(told), 'time')}." if told else "No notice to a buyer is on record.",
    ))


def _data(use: Use) -> dict[str, Any]:
    return {
        "matrix_row": use.row, "matrix_rows": list(use.rows), "matrix_title": ROWS[use.row][0], "task": use.task,
        "purpose": use.purpose, "tool": use.tool, "inputs": use.inputs, "rules": list(use.rules),
        "approval": use.approval, "open": use.open, "not_known": use.unsettled,
        "takes": [{"entity": m.entity, "take": m.take + 1, "recipe": m.recipe.hash, "clearance": m.clearance}
                  for m in use.takes],
    }

"""The draft of a copyright registration: "Author Created" and "Material Excluded", with the log of human work.

Built as the US Copyright Office asks (guidance of 16 March 2023): human authorship is claimed, what a tool generated is
excluded where it is more than de minimis, and a tool is never an author.
"""

from __future__ import annotations

from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Pairs, Paper, Quote, Text
from secondunit.production.papers import authorship, words
from secondunit.production.papers.authorship import Entry
from secondunit.production.papers.evidence import Evidence, Made
from secondunit.production.papers.shot_map import shown

EXCLUDED = (Head("tool", 22, bold=True), Head("what it made", 26), Head("where", 34), Head("human work on it", 18))
BARE = (Head("asset", 24, bold=True), Head("tool", 26), Head("what is missing", 50))


def paper(facts: Evidence) -> Paper:
    """Return the draft with its annex."""
    entries = authorship.log(facts)
    inside = [made for place in facts.places for made in shown(facts, place.shot)]
    generated = [made for made in inside if facts.generated(made)]
    procedural = [made for made in inside if not facts.generated(made)]
    worked = {e.entity for e in entries if e.counts}
    bare = [made for made in generated if made.entity not in worked]
    created, excluded = author_created(facts, entries), material_excluded(facts, generated)
    blocks: list[Block] = [
        Heading("Copyright registration, draft", lead="US Copyright Office, works with AI-generated parts"),
        Text(_summary(generated, bare, entries), "lead"),
        Figures((("human entries", str(sum(e.counts for e in entries))),
                 ("people", str(len({e.person for e in entries}))),
                 ("shots made with a trained model", str(len(generated))),
                 ("of them without human work", str(len(bare))))),
        Text(f"As of {facts.as_of}. {words.DRAFT} Whether a part is more than de minimis, and whether work on it "
             "reaches authorship, is for counsel to say.", "note"),
        Pairs((("Title of the work", facts.title), ("Author of the screenplay", words.listing(facts.writers, "")),
               ("Claimant", ""), ("Year of completion", ""), ("Work made for hire", ""))),
        Quote(created, "Author created"),
        Quote(excluded, "Material excluded"),
        Heading("What is excluded, tool by tool", 2),
        Grid(EXCLUDED, _excluded(facts, generated, entries), "Nothing in the cut was made with a trained model."),
        Heading("Made by program, without a trained model", 2),
        Text(f"{words.plural(len(procedural), 'shot')} of the cut show pictures that a program drew from the shot list "
             "that people edited and approved; nothing was trained. They are not excluded above; ask counsel how they "
             "are claimed." if procedural else "None."),
        Heading("No human work beyond prompts", 2),
        Grid(BARE, tuple(Line((m.entity, m.engine, "nobody selected, arranged or modified it on record"), "hold")
                         for m in bare), "There is no such shot on record."),
        Heading("Annex: human contribution log", page=True),
        authorship.grid(entries),
    ]
    head = ("at", "entity", "person", "role", "kind", "description", "before_sha256", "after_sha256", "minutes",
            "authorship", "record")
    rows = tuple((e.at, e.entity, e.person, e.role, e.kind, e.description, e.before, e.after,
                  "" if e.minutes is None else e.minutes, e.counts, e.record) for e in entries)
    data: dict[str, Any] = {
        "as_of": facts.as_of, "writers": list(facts.writers), "author_created": created, "material_excluded": excluded,
        "log": [dict(zip(head, row, strict=True)) for row in rows], "without_human_work": [m.entity for m in bare],
    }
    return Paper("copyright", facts.title, "Copyright registration, draft", tuple(blocks), head, rows, data,
                 f"Copyright registration, draft. {words.DRAFT}")


def author_created(facts: Evidence, entries: tuple[Entry, ...]) -> str:
    """Return the claim: only what a named person did."""
    parts = [f"screenplay by {words.listing(facts.writers)}"] if facts.writers else []
    for kind, claim in (("select", "selection of pictures"), ("arrange", "coordination and arrangement of pictures"),
                        ("modify", "modification of pictures")):
        people = words.unique(e.person for e in entries if e.kind == kind)
        if people:
            parts.append(f"{claim} by {words.listing(people)}")
    return f"Author created: {'; '.join(parts)}." if parts else ""


def material_excluded(facts: Evidence, generated: list[Made]) -> str:
    """Return the exclusion: what each tool generated."""
    if not generated:
        return "Material excluded: none on record."
    parts = []
    for tool in words.unique(_tool(facts, made) for made in generated):
        where = words.unique(made.entity for made in generated if _tool(facts, made) == tool)
        parts.append(f"pictures generated by the AI tool {tool}, in {', '.join(where)}")
    return f"Material excluded: {'; '.join(parts)}."


def _tool(facts: Evidence, made: Made) -> str:
    tool = facts.tool(made)
    return f"{tool.name} {tool.version}".strip() + (f" ({tool.vendor})" if tool.vendor else "")


def _excluded(facts: Evidence, generated: list[Made], entries: tuple[Entry, ...]) -> tuple[Line, ...]:
    rows = []
    for tool in words.unique(_tool(facts, made) for made in generated):
        mine = [made for made in generated if _tool(facts, made) == tool]
        where = words.unique(made.entity for made in mine)
        work = sum(e.counts and e.entity in where for e in entries)
        steps = words.listing(words.unique(made.recipe.step for made in mine))
        worked = words.plural(work, "entry", "entries")
        rows.append(Line((tool, steps, ", ".join(where), worked), "" if work else "hold"))
    return tuple(rows)


def _summary(generated: list[Made], bare: list[Made], entries: tuple[Entry, ...]) -> str:
    if not generated and not entries:
        return "Nothing is on record that a registration could be drafted from."
    first = (f"{words.plural(len(generated), 'shot')} made with a trained model must be excluded where more than de "
             "minimis." if generated else "Nothing in the cut was made with a trained model.")
    rest = f" {len(bare)} of them have no human work on record beyond prompts." if bare else ""
    work = words.plural(sum(e.counts for e in entries), "entry", "entries")
    return f"{first}{rest} {work} of human selection, arrangement or modification on record."

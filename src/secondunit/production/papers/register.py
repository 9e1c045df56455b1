"""The register of tools for insurers and lawyers: every tool and model, its terms and what it was trained on."""

from __future__ import annotations

from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Pairs, Paper, Text
from secondunit.core.rights import Model, Tool
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence, Made

TOOLS = (
    Head("tool", 15, bold=True), Head("vendor, deployment", 16), Head("licence, tier", 16), Head("terms as of", 13),
    Head("what it is given", 13), Head("trained on", 14), Head("takes", 6, "right"),
    Head("with people", 8, "right"),
)
MODELS = (Head("model", 22, bold=True), Head("made from", 14), Head("data sets and licences", 24),
          Head("trained on", 12), Head("people it was trained on", 14), Head("SHA-256", 14, one_line=True))
TRAINING = {"none": "nothing: no training", "licensed": "licensed data", "public": "public data",
            "unknown": "not known", "unlicensed": "unlicensed data", "": "not stated"}


def paper(facts: Evidence) -> Paper:
    """Return the register."""
    tools = registered(facts)
    learned = [tool for tool, _ in tools if tool.training_data_status != "none"]
    blocks: list[Block] = [
        Heading("AI register", lead="Tools, models, terms and training data"),
        Text(_summary(tools, learned), "lead"),
        Figures((("tools used", str(sum(bool(takes) for _, takes in tools))),
                 ("with a trained model", str(len(learned))),
                 ("terms on record", str(sum(bool(t.terms_sha256) for t, _ in tools))),
                 ("models on record", str(len(facts.book.models))), ("takes", str(len(facts.made))))),
        Text(f"As of {facts.as_of}. {words.RECORD} What is said of a tool is what its vendor or the production states. "
             "A tool of our own engines is procedural where it says that nothing was trained.", "note"),
        Heading("Tools", 2), Grid(TOOLS, tuple(_tool(tool, takes) for tool, takes in tools), "No tool is on record."),
        Heading("Models and adapters", 2),
        Grid(MODELS, tuple(_model(facts, model) for model in facts.book.models), "No model is on record."),
        Heading("Terms binder", 2), *_terms(tools),
    ]
    head = ("tool", "version", "vendor", "deployment", "licence", "licence_tier", "commercial_ok", "terms_sha256",
            "terms_date", "trains_on_inputs", "retains", "training_data_status", "certificates", "watermarks_outputs",
            "takes", "takes_with_people")
    rows = tuple(
        (t.name, t.version, t.vendor, t.deployment, t.licence, t.licence_tier, t.commercial_ok, t.terms_sha256,
         t.terms_date, t.trains_on_inputs, t.retains, t.training_data_status, " ".join(t.certificates),
         t.watermarks_outputs, len(takes), sum(bool(m.persons) for m in takes)) for t, takes in tools)
    data: dict[str, Any] = {
        "as_of": facts.as_of, "models": [words.body(m) for m in facts.book.models],
        "tools": [{**words.body(t), "takes": len(takes), "takes_with_people": sum(bool(m.persons) for m in takes)}
                  for t, takes in tools],
    }
    return Paper("register", facts.title, "AI register", tuple(blocks), head, rows, data,
                 f"AI register. {words.RECORD}", wide=True)


def registered(facts: Evidence) -> list[tuple[Tool, list[Made]]]:
    """Return every tool that made something or is on record, with its takes, by name and version."""
    takes: dict[tuple[str, str], list[Made]] = {}
    tools: dict[tuple[str, str], Tool] = {(tool.name, tool.version): tool for tool in facts.book.tools}
    for made in facts.made:
        tool = facts.tool(made)
        tools.setdefault((tool.name, tool.version), tool)
        takes.setdefault((tool.name, tool.version), []).append(made)
    return [(tools[key], takes.get(key, [])) for key in sorted(tools)]


def _summary(tools: list[tuple[Tool, list[Made]]], learned: list[Tool]) -> str:
    if not tools:
        return "No tool is on record in this production."
    if not learned:
        return f"{words.plural(len(tools), 'tool')}, none with a trained model: everything was made by procedure."
    bare = [tool.name for tool in learned if not tool.terms_sha256]
    return (f"{words.plural(len(tools), 'tool')}, {len(learned)} with a trained model or training data that nobody "
            "stated. " + (f"No terms are on record for {', '.join(bare)}." if bare else "All terms are on record."))


def _tool(tool: Tool, takes: list[Made]) -> Line:
    local = tool.deployment == "local" and tool.training_data_status == "none"
    terms = f"{words.said(tool.terms_date, 'no date')}\n{words.short(tool.terms_sha256)}" if tool.terms_sha256 else (
        "none needed: local, untrained" if local else "none on record")
    unsettled = not local and (not tool.terms_sha256 or tool.training_data_status in ("", "unknown", "unlicensed"))
    habits = f"trains on it: {words.yes(tool.trains_on_inputs)}\nkeeps it: {words.yes(tool.retains)}"
    return Line((
        f"{tool.name} {tool.version}".strip(), f"{words.said(tool.vendor)}\n{words.said(tool.deployment)}",
        f"{words.said(tool.licence)}\n{words.said(tool.licence_tier, 'no tier stated')}", terms, habits,
        TRAINING.get(tool.training_data_status, tool.training_data_status), str(len(takes)),
        str(sum(bool(m.persons) for m in takes)),
    ), "hold" if unsettled else "")


def _model(facts: Evidence, model: Model) -> Line:
    status = TRAINING.get(model.training_data_status, model.training_data_status)
    people = words.NOT_STATED if model.subjects is None else words.listing(map(facts.name, model.subjects), "nobody")
    lock = f"\nonly for {model.project_lock}" if model.project_lock else ""
    return Line((f"{model.name or model.id}{lock}", words.said(model.base, "–"),
                 words.listing((*model.datasets, *model.dataset_licences)), status, people, words.short(model.sha256)),
                "" if model.training_data_status in ("none", "licensed", "public") else "hold")


def _terms(tools: list[tuple[Tool, list[Made]]]) -> list[Block]:
    rows = tuple((f"{t.name} {t.version}".strip(), f"terms of {words.said(t.terms_date, 'no stated date')}, "
                  f"SHA-256 {t.terms_sha256}") for t, _ in tools if t.terms_sha256)
    return [Pairs(rows)] if rows else [Text("No terms are on record. Terms are kept as files with their digest and the "
                                            "day on which they were read.")]

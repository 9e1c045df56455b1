"""The rights report of a delivery: everything that left, what was asked of the rules, what they said, who approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Paper, Text
from secondunit.core.rights import Clearance, Credential, Ruling, Verdict
from secondunit.gates.credentials.delivery_manifest import REPORT
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence

NAME = REPORT.removesuffix(".pdf")
COLUMNS = (
    Head("file", 24, bold=True), Head("entity", 12, one_line=True), Head("rules asked", 6, "right"),
    Head("what the rules said", 24), Head("likeness of", 10), Head("rests on", 11), Head("credential", 11),
    Head("SHA-256", 10, one_line=True),
)
HEAD = ("delivery", "path", "entity", "sha256", "recipe", "clearance", "purpose", "rules_asked", "rules_fired",
        "likeness_of", "approvals", "consents", "licences", "credential", "source_type")


def left(
    path: str, entity: str, digest: str, recipe: str, ruling: Ruling, credential: Credential, clearance: Clearance
) -> dict[str, Any]:
    """Return what is kept of a file that leaves, in the delivery's record and in its rights report."""
    return {
        "path": path, "entity": entity, "digest": digest, "recipe": recipe, "clearance": clearance.id,
        "purpose": str(ruling.facts.get("use.purpose") or ""), "asked": len(ruling.rules), "today": ruling.today,
        "fired": [f.to_json() for f in ruling.firings if f.verdict is not Verdict.ALLOW], "packs": dict(ruling.packs),
        "approvals": list(ruling.approvals), "consents": list(ruling.consents), "licences": list(ruling.licences),
        "form": credential.form, "source_type": credential.source_type.rpartition("/")[2],
    }


def paper(facts: Evidence) -> Paper:
    """Return the report of all deliveries on record, the last one first."""
    return report(facts, sorted(facts.deliveries, key=lambda d: (str(d.get("at", "")), str(d["id"])), reverse=True))


def report(facts: Evidence, deliveries: Sequence[Mapping[str, Any]]) -> Paper:
    """Return the report of these deliveries (`id`, `profile`, `by`, `at`, `files`, `left_out`)."""
    files = [row for delivery in deliveries for row in delivery["files"]]
    spoke = sum(bool(row.get("fired")) for row in files)
    blocks: list[Block] = [
        Heading("Delivery rights report", lead="What left, and what it rests on"),
        Text(_summary(facts, deliveries, files, spoke), "lead"),
        Figures((("deliveries", str(len(deliveries))), ("files", str(len(files))),
                 ("files with a rule that fired", str(spoke)),
                 ("approvals relied on", str(len({a for row in files for a in row.get("approvals", ())}))),
                 ("consents relied on", str(len({c for row in files for c in row.get("consents", ())}))))),
        Text(f"{words.RECORD} \"No rule fired\" means that of all rules asked none stood in the way on the day of the "
             "delivery. The digests prove which files are meant: secondunit verify FOLDER checks them.", "note"),
    ]
    for delivery in deliveries:
        out = delivery.get("left_out") or ()
        by, at = str(delivery.get("by", "")), words.day(str(delivery.get("at", "")))
        blocks += [
            Heading(f"{delivery['profile']}: {at}, by {by}", 2),
            Grid(COLUMNS, tuple(_line(facts, row) for row in delivery["files"]), "It holds no file."),
            Text(f"Left out, not approved: {words.listing(out)}." if out else "Nothing was left out.", "small"),
        ]
        packs = words.unique(f"{name} {version.partition(' ')[0]}" for row in delivery["files"]
                             for name, version in sorted(row.get("packs", {}).items()))
        blocks.append(Text(f"Rule packs asked: {words.listing(packs)}.", "small"))
    blocks += [Heading("Approvals relied on", 2), Grid(
        (Head("approval", 24, one_line=True), Head("who", 26, bold=True), Head("rules", 24), Head("paper", 26)),
        tuple(_approval(facts, each) for each in words.unique(a for row in files for a in row.get("approvals", ()))),
        "None."),
        Heading("Consents relied on", 2), Grid(
        (Head("consent", 20, one_line=True), Head("person", 22, bold=True), Head("what for", 40), Head("state", 18)),
        tuple(_consent(facts, each) for each in words.unique(c for row in files for c in row.get("consents", ()))),
        "None.")]
    rows = tuple(_cells(facts, str(delivery["id"]), row) for delivery in deliveries for row in delivery["files"])
    data: dict[str, Any] = {"deliveries": [
        {key: delivery.get(key) for key in ("id", "profile", "by", "at", "left_out")}
        | {"files": [_full(facts, row) for row in delivery["files"]]} for delivery in deliveries]}
    return Paper(NAME, facts.title, "Delivery rights report", tuple(blocks), HEAD, rows, data,
                 f"Delivery rights report. {words.RECORD}", wide=True)


def _full(facts: Evidence, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "said": _said(facts, row), "likeness_of": list(facts.likenesses(str(row["recipe"])))}


def _cells(facts: Evidence, delivery: str, row: Mapping[str, Any]) -> tuple[object, ...]:
    """Return the row of a file as HEAD names its cells."""
    lists = {key: " ".join(row.get(key, ())) for key in ("approvals", "consents", "licences")}
    known = {**row, **lists, "delivery": delivery, "sha256": row["digest"], "rules_asked": row.get("asked", ""),
             "rules_fired": "; ".join(_said(facts, row)), "likeness_of": " ".join(facts.likenesses(str(row["recipe"]))),
             "credential": row.get("form", "")}
    return tuple(known.get(key, "") for key in HEAD)


def _said(facts: Evidence, row: Mapping[str, Any]) -> list[str]:
    if "fired" not in row:
        return ["what the rules said was not kept"]
    ruling = Ruling.from_json({"recipe": row["recipe"], "today": row["today"], "firings": list(row["fired"])})
    return words.firings(ruling, facts.approvals)


def _line(facts: Evidence, row: Mapping[str, Any]) -> Line:
    given = row.get("approvals", ())
    rests = words.listing((*row.get("consents", ()), *row.get("licences", ()),
                           words.plural(len(given), "approval") if given else ""), "–")
    kind = str(row.get("source_type", ""))
    credential = f"{row.get('form', '–')}\n{words.SOURCE_TYPES.get(kind, kind)}"
    people = words.listing(map(facts.name, facts.likenesses(str(row["recipe"]))), "–")
    return Line((str(row["path"]), str(row.get("entity", "")), str(row.get("asked", "–")), "; ".join(_said(facts, row)),
                 people, rests, credential, words.short(str(row["digest"]))), "hold" if row.get("fired") else "")


def _approval(facts: Evidence, identity: str) -> Line:
    given = facts.approvals.get(identity)
    if given is None:
        return Line((identity, "not on record any more", "", ""), "stop")
    return Line((identity, f"{given.approver}\n{given.role}, {given.given_at} to {given.expires}",
                 words.listing(given.rules), f"SHA-256 {words.short(given.document_sha256)}"))


def _consent(facts: Evidence, identity: str) -> Line:
    consent = next((c for c in facts.book.consents if c.id == identity), None)
    if consent is None:
        return Line((identity, "not on record any more", "", ""), "stop")
    return Line((identity, facts.name(consent.subject), consent.specific_description,
                 words.state(consent, facts.as_of)))


def _summary(
    facts: Evidence, deliveries: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]], spoke: int
) -> str:
    if not deliveries:
        return "Nothing has left this production on record."
    told = (f"For {words.plural(spoke, 'file')} a rule fired and a named person approved, as listed below." if spoke
            else "No rule fired for any of them.")
    return f"{words.plural(len(files), 'file')} in {words.plural(len(deliveries), 'delivery', 'deliveries')}. {told}"

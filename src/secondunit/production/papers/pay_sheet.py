"""The pay sheet of a performer: what is due for replicas, by which formula, and what must be checked first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from secondunit.core.identity import slug
from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Pairs, Paper, Signatures, Text
from secondunit.core.rights import Accrual
from secondunit.gates import pay
from secondunit.production.papers import words
from secondunit.production.papers.appearances import Appearance, appearances
from secondunit.production.papers.evidence import Evidence

DUE = (Head("for", 27, bold=True), Head("days", 7, "right"), Head("a day", 14, "right"), Head("use", 14, "right"),
       Head("session fee", 14, "right"), Head("residuals", 10, one_line=True), Head("benefits", 10, one_line=True),
       Head("status", 15), Head("agreed in", 11, one_line=True))
USES = (Head("shot", 16, bold=True, one_line=True), Head("in", 12, one_line=True), Head("out", 12, one_line=True),
        Head("replica", 16, one_line=True), Head("for", 14), Head("days", 8, "right"),
        Head("accrued in", 22, one_line=True))


def paper(facts: Evidence, party: str) -> Paper:
    """Return the sheet of one person."""
    name = facts.name(party)
    accruals = [a for a in facts.book.accruals if a.subject == party]
    found = appearances(facts, party)
    totals = {status: _totals([a for a in accruals if a.status == status]) for status in ("proposed", "agreed", "paid")}
    unknown = sum(not a.amount_known for a in accruals)
    checks = words.unique(f"{a.id}: {note}" for a in accruals for note in a.unverified)
    blocks: list[Block] = [
        Heading(name or "No performer on record", lead="Pay for digital replicas"),
        Text(_summary(accruals, unknown), "lead"),
        Figures((("worked out", totals["proposed"]), ("agreed, not paid", totals["agreed"]), ("paid", totals["paid"]),
                 ("amounts not known", str(unknown)), ("days of use", words.worth(sum(
                     a.days_equivalent for a in accruals if a.shot_uses))))),
        Text(f"{facts.title}, as of {facts.as_of}. {words.DRAFT} Amounts rest on rates that the production stated; the "
             "formulas are digests of agreements. Divisions are rounded up, in the performer's favour.", "note"),
        Grid(DUE, tuple(_line(a) for a in accruals), "Nothing has been worked out."),
        Heading("How it was worked out", 2), *_formulas(accruals),
        Heading("To be checked before it is paid", 2),
        Grid((Head("", 100),), tuple(Line((note,), "hold") for note in checks), "Nothing is open on record."),
        Heading("Uses", 2), Grid(USES, _uses(facts, found, accruals), "No use of a replica is on record."),
        Signatures(((name or "Performer", "Performer or representative"),
                                              ("For the production", "Payroll"))),
    ]
    head = ("accrual", "for", "replica", "uses", "days", "rate", "amount", "session_fee", "currency", "amount_known",
            "residuals", "benefits", "basis", "status", "agreed_at", "paid_at", "document_sha256", "to_check")
    rows = tuple((a.id, "use" if a.shot_uses else "session", a.replica, " ".join(a.shot_uses),
                  words.worth(a.days_equivalent), _plain(a.rate, a), _plain(a.amount, a), _plain(a.session_fee, a),
                  a.currency, a.amount_known, a.residuals, a.benefits, a.basis, a.status, a.agreed_at, a.paid_at,
                  a.document_sha256, "; ".join(a.unverified)) for a in accruals)
    data: dict[str, Any] = {"as_of": facts.as_of, "party": party, "name": name, "totals": totals, "unknown": unknown,
                            "accruals": [words.body(a) for a in accruals],
                            "uses": [words.body(each.use) for each in found if each.use],
                            "not_recorded": [each.shot for each in found if not each.use]}
    return Paper(f"pay_{slug(party) or 'person'}", facts.title, "Pay sheet", tuple(blocks), head, rows, data,
                 f"Pay sheet, {name or 'no performer on record'}. {words.DRAFT}")


def _totals(accruals: Sequence[Accrual]) -> str:
    """Return the sum of what is known, by currency; a dash for nothing."""
    sums: dict[str, int] = {}
    for each in accruals:
        if each.amount_known:
            sums[each.currency] = sums.get(each.currency, 0) + each.amount + each.session_fee
    return ", ".join(words.amount(value, currency) for currency, value in sorted(sums.items())) or "–"


def _summary(accruals: Sequence[Accrual], unknown: int) -> str:
    if not accruals:
        return "Nothing is on record. Pay is worked out with: secondunit rights pay accrue"
    open_ = f" The amount of {unknown} is not known: it must be bargained or a rate stated." if unknown else ""
    sums = _totals(accruals)
    return f"{words.plural(len(accruals), 'entry', 'entries')}, {sums if sums != '–' else 'no amount'} in all.{open_}"


def _plain(value: int, accrual: Accrual) -> str:
    """Return an amount for spreadsheets: digits and a decimal point, nothing else; not known stays a word."""
    if not accrual.amount_known:
        return "not known"
    return words.amount(value, accrual.currency).removeprefix(accrual.currency).replace(",", "").strip()


def _line(a: Accrual) -> Line:
    def shown(value: int, there: bool) -> str:
        return "not known" if there and not a.amount_known else words.amount(value, a.currency) if there else "–"

    when = a.paid_at or a.agreed_at or a.at
    return Line((
        (words.plural(len(a.shot_uses), "use") if a.shot_uses else "session") + f" of {a.replica}\n{a.id}",
        words.worth(a.days_equivalent), words.amount(a.rate, a.currency) if a.rate else "–",
        shown(a.amount, bool(a.shot_uses)), shown(a.session_fee, not a.shot_uses), words.yes(a.residuals),
        words.yes(a.benefits), f"{a.status}\n{when}, {a.by}", words.short(a.document_sha256) or "–",
    ), "" if a.amount_known else "hold")


def _formulas(accruals: Sequence[Accrual]) -> list[Block]:
    known = {formula.basis: formula for table in pay.builtin() for formula in table.formulas}
    rows = []
    for basis in words.unique(a.basis for a in accruals):
        formula = known.get(basis)
        text = f"{formula.text}. Source: {formula.citation}" if formula else "a formula that this version does not know"
        rows.append((basis, text + ("" if formula and formula.verified else " [not verified]")))
    return [Pairs(tuple(rows))] if rows else [Text("No formula has been applied.")]


def _uses(facts: Evidence, found: Sequence[Appearance], accruals: Sequence[Accrual]) -> tuple[Line, ...]:
    where = {use: a.id for a in accruals for use in a.shot_uses}
    rows = []
    for each in found:
        use = each.use
        days = "–" if use is None else "estimated" if use.days_worked is None else str(use.days_worked)
        settled = where.get(use.id, "") if use else ""
        rows.append(Line((each.shot, facts.time(each.start), facts.time(each.end), use.replica or "–" if use else "–",
                          words.PURPOSES.get(each.purpose, each.purpose), days,
                          settled or ("not worked out yet" if use else "nobody recorded this use")),
                         "" if settled else "hold"))
    return tuple(rows)

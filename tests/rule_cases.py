"""Cases of rules: facts that make one rule fire, changes of one fact that keep it quiet, facts that may be missing.

A case is judged on facts alone, however they are found. `QUIET` holds a value for every fact of the vocabulary: a
drawing made by a local tool in ordinary ideation, with all papers in order. A case states only what differs from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from secondunit.core.identity import Json
from secondunit.core.rights import Approval, Firing, HouseFacts, Verdict
from secondunit.gates.facts import FACTS, Known
from secondunit.gates.rules import conditions, policy, rulebook
from secondunit.gates.rules.rulebook import Pack, Rule

TODAY = date(2026, 11, 3)
RECIPE = "0" * 64
# Flags that are no in ordinary work; all others are yes (papers in order, nothing to complain of).
NO = {
    "use.photoreal", "use.depicts_real_person", "use.depicts_real_event", "use.depicted_minor",
    "use.synthetic_performer", "use.audio_only", "use.replaces_covered_work", "use.third_party_training",
    "use.script_text", "use.handed_to_writer", "use.writer_uses_ai", "use.writer_required", "tool.trains_on_inputs",
    "tool.retains", "tool.primary_purpose_likeness", "tool.photoreal", "inputs.confidential", "inputs.personal_data",
    "inputs.third_party", "prompt.names_performer", "people.minor", "people.deceased",
    "credits.ai_writer", "house.struck", "delivery.leaving",
}  # fmt: skip
WORDS = {
    "use.purpose": "ideation", "use.task_type": "storyboard", "use.capability": "scene.render",
    "use.alters_performance": "none", "use.exception": "none", "use.asserted_by": "Ida Berg", "use.prominence": "none",
    "use.output_mining": "notAllowed",
    "tool.name": "ink", "tool.version": "1", "tool.deployment": "local", "tool.licence_tier": "own",
    "tool.training_data_status": "none", "tool.terms_date": "2026-10-01", "inputs.tdm": "allowed",
    "house.production": "show", "house.buyer": "", "house.photography_start": "2026-11-03",
    "house.engaged_from": "2026-11-03", "house.original_language": "en", "today": "2026-11-03",
}  # fmt: skip
EMPTY: Mapping[str, Json] = {"flag": True, "list": [], "text": "", "date": "2026-11-03"}
QUIET: Mapping[str, Json] = {
    name: WORDS[name] if name in WORDS else False if name in NO else EMPTY[kind] if isinstance(kind, str) else kind[0]
    for name, kind in FACTS.items()
}  # of a closed list of words the first is the quiet one


@dataclass(frozen=True)
class Case:
    """One rule and what it does.

    `fires` are the facts (on top of QUIET) that make it fire. `quiet` maps facts to values: each of these changes
    alone keeps it quiet, and together they show every part of the condition to be needed. `missing` are facts each
    of which, when not known, leaves the rule open: it escalates, an allow row says nothing. `also` are other changes
    of `fires` that make it fire as well, one for each further alternative of the condition.
    """

    rule: str  # pack/id
    fires: Mapping[str, Json]
    quiet: Mapping[str, Json]
    missing: Sequence[str]
    also: Sequence[Mapping[str, Json]] = field(default=())
    today: date = TODAY
    gate: str = "making"

    def __str__(self) -> str:
        return self.rule

    @property
    def pack(self) -> Pack:
        return next(pack for pack in rulebook.builtin() if pack.name == self.rule.rpartition("/")[0])

    @property
    def row(self) -> Rule:
        return next(rule for rule in self.pack.rules if rule.name == self.rule)

    @property
    def ways_to_fire(self) -> list[dict[str, Json]]:
        return [dict(self.fires), *({**self.fires, **more} for more in self.also)]


def answer(case: Case, facts: Mapping[str, Json], approvals: Sequence[Approval] = (), **at: object) -> Firing | None:
    """What the rule of the case says to these facts on top of QUIET, with every pack at hand and its own chosen.

    None where it is quiet, and where an allow row of the pack lifts it.
    """
    today = at.pop("today", case.today)
    day = today.isoformat()
    values = {**QUIET, "today": day, "delivery.leaving": case.gate == "delivery", **facts}
    house = HouseFacts("show", buyer="", guilds=(), territories=("JP",), fiction=True, packs=(case.pack.name,),
                       **{"photography_start": day, "engaged_from": day, **at})
    ruling = policy.judge(RECIPE, Known(values, {}, (), ()), house, approvals, today, gate=case.gate, entity="shot-1")
    found = [firing for firing in ruling.firings if f"{firing.pack}/{firing.rule}" == case.rule]
    assert len(found) <= 1
    return found[0] if found and not found[0].suppressed_by else None


def fires(case: Case) -> None:
    """It fires with its own verdict, in words that have every hole filled."""
    for facts in case.ways_to_fire:
        firing = answer(case, facts)
        assert firing is not None and firing.verdict is case.row.verdict and not firing.missing, facts
        assert "{" not in firing.explanation and "not known" not in firing.explanation
        assert ("[rule unverified]" in firing.explanation) is not case.row.verified


def stays_quiet(case: Case) -> None:
    """Facts of ordinary work do not make it fire, nor does any one of the changes."""
    assert case.quiet
    if case.row.verdict is not Verdict.ALLOW:
        assert answer(case, {}) is None
    for fact, value in case.quiet.items():
        assert answer(case, {**case.fires, fact: value}) is None, f"{fact} = {value!r}"


def holds_without(case: Case) -> None:
    """It escalates and names the fact that is missing; an allow row is silent."""
    assert case.missing
    for fact in case.missing:
        firing = answer(case, {**case.fires, fact: None})
        if case.row.verdict is Verdict.ALLOW:
            assert firing is None, fact
        else:
            assert firing is not None and firing.verdict is Verdict.ESCALATE and fact in firing.missing, fact


def takes_approval_only_where_it_may(case: Case) -> None:
    """A named person lifts an escalation; a denial only where the row says so."""
    yes = Approval("a1", "Ida Berg", "producer", (case.rule,), recipe_hash=RECIPE, document_sha256="f" * 64,
                   given_at=case.today.isoformat(), expires=case.today.isoformat())
    firing = answer(case, case.fires, [yes])
    assert firing is not None
    if case.row.approvable and case.row.verdict is not Verdict.ALLOW:
        assert (firing.approved_by, firing.counts) == ("a1", Verdict.ALLOW)
    else:
        assert (firing.approved_by, firing.counts) == ("", case.row.verdict)


def needs_every_part(case: Case) -> None:
    """Each part decides once: no part, no alternative and no word of a list can go without a test failing."""
    ways = [_known(facts) for facts in case.ways_to_fire]
    for part in case.row.when:
        if isinstance(part, conditions.Test):
            changed = [_known({**case.fires, fact: value}) for fact, value in case.quiet.items()]
            assert any(part.ask(known)[0] is False and all(other is part or other.ask(known)[0] for other in
                       case.row.when) for known in changed), f"quiet has nothing that only {part} says no to"
        choices = _choices(part)
        for choice in choices:
            rest = [other for other in choices if other is not choice]
            assert any(choice.ask(known)[0] and not any(other.ask(known)[0] for other in rest)
                       for known in ways), f"nothing fires by {choice} alone"


def fires_among_others(case: Case) -> None:
    """A list that holds one of the words holds it still when it holds more."""
    leaves = [leaf for part in case.row.when for leaf in _leaves(part)]
    for facts in case.ways_to_fire:
        for leaf in leaves:
            alone = leaf.op == "contains_any" and not any(
                other.fact == leaf.fact and other.op == "within" for other in leaves)
            if alone and leaf.ask(_known(facts))[0]:
                assert answer(case, {**facts, leaf.fact: [*facts[leaf.fact], "another"]}) is not None, leaf


def _leaves(part: conditions.Test | conditions.AnyOf) -> list[conditions.Test]:
    return [leaf for inner in part.parts for leaf in _leaves(inner)] if isinstance(part, conditions.AnyOf) else [part]


def _choices(part: conditions.Test | conditions.AnyOf) -> list[conditions.Test | conditions.AnyOf]:
    """The alternatives of a part: those of {any = [...]}, and one for each word of a list that may hold any of them."""
    if isinstance(part, conditions.AnyOf):
        return [choice for inner in part.parts for choice in _choices(inner)]
    if part.op in ("in", "contains_any"):
        return [conditions.Test(part.fact, part.op, (word,)) for word in part.value]
    return [part]


def _known(facts: Mapping[str, Json]) -> Known:
    return Known({**QUIET, **facts}, {}, (), ())


WAYS: tuple[Callable[[Case], None], ...] = (
    fires, stays_quiet, holds_without, takes_approval_only_where_it_may, needs_every_part,
    fires_among_others,
)  # fmt: skip


def verdict_and_error(rule: Rule) -> str:
    """What a row decides and, where it is not the usual one, the error that a denial raises."""
    return rule.verdict.word + (f", {rule.error}" if rule.error != "use_prohibited" else "")


def boundary(case: Case, first: date | None, last: date | None) -> None:
    """In force on the first and the last day, not on the day before the first nor on the day after the last."""
    for day, step in ((first, -1), (last, 1)):
        if day is not None:
            assert answer(case, case.fires, today=day) is not None, f"{case} is not in force on {day}"
            outside = date.fromordinal(day.toordinal() + step)
            assert answer(case, case.fires, today=outside) is None, f"{case} is in force on {outside}"

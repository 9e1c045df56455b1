"""Decides whether a recipe may be made, or its media may leave: a pure function of stated facts.

Deny is above escalate, escalate above allow, and the answer is the highest verdict of all rules that
fired. A missing fact that a rule needs escalates. A named person's approval lifts an escalation in its scope;
a denial stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from secondunit.core.errors import ConfigError, ConsentMissing, LicenceForbids, PolicyError, UseProhibited
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Approval, Firing, HouseFacts, RightsBook, Ruling, Tool, Verdict
from secondunit.gates.facts import Known, Leaving, Media, gather
from secondunit.gates.rules import conditions, likeness, rulebook
from secondunit.gates.rules.rulebook import Pack, Rule

ERRORS: dict[str, type[PolicyError]] = {  # all others are UseProhibited
    "consent_missing": ConsentMissing, "licence_forbids": LicenceForbids,
}


def decide(
    recipe: Recipe,
    tool: Tool,
    house: HouseFacts,
    book: RightsBook,
    today: date,
    *,
    entity: str = "",
    task: str = "",
    by: str = "",
    leaving: Leaving | None = None,
    media: Media | None = None,
    packs: Sequence[Pack] | None = None,
    within: str = "",
) -> Ruling:
    """Return the ruling on one recipe at one day.

    With `leaving` the media of the recipe are about to be delivered: the rules of that gate are asked too.
    `entity` is what the recipe is for, as approvals name it, `task` the department, `by` who asks. `media` is what was
    found of its inputs. `packs` are the rule packs to choose from (by default the shipped ones); a name in
    `house.packs` that is not among them is a ConfigError. `within` is the entity of something that is made of it, when
    that is what it is asked for: approvals for that entity count as well.
    """
    known = gather(recipe, tool, house, book, today, entity=entity, task=task, by=by, leaving=leaving, media=media)
    gate = "delivery" if leaving is not None else "making"
    ruling = judge(recipe.hash, known, house, book.approvals, today, gate=gate, entity=entity, packs=packs,
                   within=within)
    return likeness.guarded(recipe, ruling)


def judge(
    recipe: str,
    known: Known,
    house: HouseFacts,
    approvals: Sequence[Approval],
    today: date,
    *,
    gate: str = "making",
    entity: str = "",
    packs: Sequence[Pack] | None = None,
    within: str = "",
) -> Ruling:
    """Return the ruling on known facts; `recipe` is the hash that they are of. The rest is as for `decide`."""
    shelf = tuple(packs) if packs is not None else rulebook.builtin()
    _check_choice(house, shelf)
    firings, asked, used = [], [], {}
    for pack in shelf:
        applies, open_fact = rulebook.applies(pack, shelf, house, today)
        if applies is False:
            continue
        used[pack.name] = f"{pack.version} {pack.digest}"
        for rule in pack.rules:
            if gate not in rule.gates or not _in_force(rule, today) or rule.name in house.switched_off:
                continue
            asked.append(rule)
            firing = _fire(rule, known, open_fact)
            if firing is not None:
                firings.append(firing)
    relied: list[Approval] = []
    final = [_settle(firing, firings, asked, approvals, recipe, (entity, within), today, relied) for firing in firings]
    limits = [rulebook.boundaries([pack for pack in shelf if _concerns(pack, shelf, house)], today)]
    limits += [item.end for item in known.consents] + [item.end for item in known.licences]
    limits += [item.expires for item in relied]
    limits += known.ends
    return Ruling(
        recipe=recipe, today=today.isoformat(), gate=gate, firings=tuple(final),
        rules=tuple(rule.name for rule in asked), packs=used, facts=dict(known.values),
        consents=tuple(item.id for item in known.consents), licences=tuple(item.id for item in known.licences),
        approvals=tuple(dict.fromkeys(item.id for item in relied)),
        valid_until=min((day for day in limits if day), default=""),
    )


def enforce(ruling: Ruling) -> None:
    """Raise the error of the first denial; what a named person may approve is a state (`hold`), not an error."""
    denials = [firing for firing in ruling.firings if firing.counts is Verdict.DENY and not firing.approvable]
    if not denials:
        return
    first = denials[0]
    raise ERRORS.get(first.error, UseProhibited)(
        f"{first.rule} {first.explanation}", hint=first.remedy, recipe=ruling.recipe, citation=first.citation,
        rules=[firing.to_json() for firing in denials],
    )


def _fire(rule: Rule, known: Known, open_fact: str) -> Firing | None:
    answer, missing = conditions.holds(rule.when, known)
    if answer is False:
        return None
    if rule.verdict is Verdict.ALLOW and (answer is None or open_fact):
        return None  # an allow row needs every fact; what lacks one explains nothing and lifts nothing
    verdict = rule.verdict
    notes = [known.notes[fact] for fact in rule.needs if known.notes.get(fact)]
    if answer is None:
        verdict = Verdict.ESCALATE
        told = "; ".join(notes) or "not known: " + ", ".join(missing)
        explanation = f"cannot be judged ({rule.text}): {told}"
    else:
        explanation = rulebook.fill(rule.explanation, known.values) + (f" ({'; '.join(notes)})" if notes else "")
        if open_fact:
            verdict, missing = Verdict.ESCALATE, (open_fact,)
            explanation += f" (whether the rules of {rule.pack} apply depends on {open_fact})"
    if not rule.verified:
        explanation += " [rule unverified]"
    return Firing(rule.id, rule.pack, verdict, explanation, rule.remedy, rule.citation, missing, rule.error,
                  approvable=verdict is Verdict.DENY and rule.approvable)


def _settle(
    firing: Firing, firings: Sequence[Firing], asked: Sequence[Rule], approvals: Sequence[Approval],
    recipe: str, entities: Sequence[str], today: date, relied: list[Approval],
) -> Firing:
    """Let allow rows lift the rules that they name, and approvals the escalations in their scope."""
    by_name = {rule.name: rule for rule in asked}
    rule = by_name[f"{firing.pack}/{firing.rule}"]
    for other in firings:
        if {rule.id, rule.name}.intersection(by_name[f"{other.pack}/{other.rule}"].suppresses):
            return replace(firing, suppressed_by=f"{other.pack}/{other.rule}")
    if firing.verdict is not Verdict.ESCALATE and not firing.approvable:
        return firing
    for approval in approvals:
        if rule.names.intersection(approval.rules) and _in_scope(approval, recipe, entities, today):
            relied.append(approval)
            return replace(firing, approved_by=approval.id)
    return firing


def _in_scope(approval: Approval, recipe: str, entities: Sequence[str], today: date) -> bool:
    day = today.isoformat()
    named = bool(approval.approver.strip() and approval.role.strip() and approval.document_sha256)
    live = bool(approval.given_at) and approval.given_at <= day <= approval.expires  # not without a last day
    if not named or not live or (approval.revoked_at and approval.revoked_at <= day):
        return False
    if approval.recipe_hash:
        return approval.recipe_hash == recipe
    return bool(approval.entity) and approval.entity in entities


def _in_force(rule: Rule, today: date) -> bool:
    day = today.isoformat()
    return rule.starts <= day and (not rule.until or day <= rule.until)  # an empty start sorts before every day


def _concerns(pack: Pack, shelf: Sequence[Pack], house: HouseFacts) -> bool:
    return rulebook.chosen(pack, shelf, house)[0] is not False


def _check_choice(house: HouseFacts, shelf: Sequence[Pack]) -> None:
    names = {pack.name for pack in shelf}
    for name in house.packs:
        if name not in names:
            raise ConfigError(f"there is no rule pack {name!r}", hint="known: " + ", ".join(sorted(names)),
                              key="packs")
    rules = {rule.name: rule for pack in shelf for rule in pack.rules}
    for name in house.switched_off:
        if name not in rules or rules[name].verified:
            raise ConfigError(f"the rule {name!r} cannot be switched off", key="switched_off",
                              hint="only rules marked unverified can")

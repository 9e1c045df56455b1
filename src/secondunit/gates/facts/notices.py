"""Facts of who was told, asked and consulted: from notices about this making that were sent and not taken back.

| fact | known by construction |
|---|---|
| `notice.buyer_told` | yes, where nobody commissions the work |
| `notice.union_synthetic`, `union_bargained` | yes, where there is no synthetic performer |
| `notice.union_training` | yes, where nothing is handed to others to train on |
| `notice.writer_told` | yes, where nothing is handed to a writer |
| `notice.company_consent` | yes, where no writer works with it |
| `notice.director_consulted` | yes, where the production has no directors' guild, and where the tool learned nothing (no generative AI) |
| `notice.tool_policy` | yes, where the tool learned nothing |

Otherwise no notice on record is a no: the register is where notices are, so what it does not hold was not sent.
"""  # noqa: E501  # a table

from __future__ import annotations

from secondunit.core.rights import Notice
from secondunit.gates.facts.guilds import DIRECTORS, is_one_of
from secondunit.gates.facts.known import Answer, Answers, Case

# fact -> (kind of notice, fact of the use that asks for it, must the answer be yes)
ASKED = {
    "union_synthetic": ("synthetic_performer", "use.synthetic_performer", False),
    "union_bargained": ("bargaining", "use.synthetic_performer", True),
    "union_training": ("training_licence", "use.third_party_training", False),
    "writer_told": ("ai_material", "use.handed_to_writer", False),
    "company_consent": ("company_consent", "use.writer_uses_ai", True),
}


def of(case: Case) -> Answers:
    """Answer for all notices."""
    answers = {"notice.buyer_told": Answer(_buyer(case))}
    for name, (kind, cause, agreed) in ASKED.items():
        needed = case.use.get(cause)
        told = _told(case, kind, agreed)
        answers[f"notice.{name}"] = Answer(True if told or needed is False else None if needed is None else False)
    answers["notice.director_consulted"] = Answer(_director(case))
    answers["notice.tool_policy"] = Answer(_policy(case))
    return answers


def _sent(case: Case, kind: str) -> list[Notice]:
    """Notices of a kind about this making that were sent and not taken back."""
    look = case.book.lookup.notices
    about = [*look.get((kind, ""), ()), *(look.get((kind, case.entity), ()) if case.entity else ())]
    return [item for item in about
            if case.live(item.sent_at, item.revoked_at) and case.covers(item.entities, item.tasks) and item.to.strip()]


def _told(case: Case, kind: str, agreed: bool) -> bool:
    """Being told is enough where nothing must be agreed; an objection undoes only an agreement."""
    return any(not agreed or _agreed(item, case.day) for item in _sent(case, kind))


def _agreed(item: Notice, day: str) -> bool:
    return item.answer == "agreed" and not (item.answered_at and item.answered_at > day)


def _buyer(case: Case) -> bool | None:
    buyer = case.house.buyer
    if not buyer:
        return None if buyer is None else True
    names = _names(case, buyer)
    return any(item.to.strip().casefold() in names for item in _sent(case, "buyer_use"))


def _director(case: Case) -> bool | None:
    if case.learned is False or (case.house.guilds is not None and not is_one_of(case.house.guilds, DIRECTORS)):
        return True
    if _told(case, "director_consultation", agreed=False):
        return True
    return None if case.house.guilds is None or case.learned is None else False


def _policy(case: Case) -> bool | None:
    if case.learned is False:
        return True
    if not case.by.strip():
        return None
    names = _names(case, case.by)
    known = any(_agreed(item, case.day) for item in _sent(case, "tool_policy") if item.to.strip().casefold() in names)
    return True if known else None if case.learned is None else False


def _names(case: Case, name: str) -> set[str]:
    """The name and all others of the party that it belongs to, in folded case."""
    word, found = name.strip().casefold(), set[str]()
    for party in case.book.lookup.names.get(word, ()):
        found |= {each.strip().casefold() for each in (party.id, party.legal_name, *party.known_as) if each.strip()}
    return {word, *found}

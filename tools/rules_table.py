"""Write docs/guide/rules.md from the rule packs, so that it cannot fall behind them.

`tools/rules_table.py` writes it; `--check` writes nothing and fails if it is out of date.
"""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from pathlib import Path

from secondunit.core.rights import Verdict
from secondunit.gates.rules import rulebook
from secondunit.gates.rules.rulebook import Pack, Rule

PAGE = Path(__file__).resolve().parent.parent / "docs" / "guide" / "rules.md"
HEAD = """\
<!-- Made by tools/rules_table.py. Do not edit: change the packs, then run it. -->
# The rules

Every rule that Second Unit ships, by number. A rule with a word after the dot belongs to the family before the dot; the
same number in several packs is the same question from several sources, and the strictest answer counts. Packs are
digests of public texts, made by engineers: they wait for review by counsel, and "no rule fired" is never "cleared".

*Verdict*: **deny** stops, and only changed facts help, unless it says that it can be approved; **escalate** waits for a
named person; **allow** explains a quiet result, and lifts only what it names. A fact that a rule needs and that is not
known escalates. *Unverified* marks what no good source stands behind: such a rule may make a result stricter, never
milder, and `rights.switched_off` can name it. How the rules are asked is told in [rights](rights.md).

## Packs

A pack is asked when the buyer, a guild or a territory of the production calls for it, or when `rights.packs` names it.
Where `rights.photography_start` or `rights.engaged_from` fall on another side of an agreement's dates than today, it is
asked too, and what it alone says escalates.

"""


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    if fresh:
        return
    if parser.parse_args().check:
        sys.exit(f"out of date: {PAGE.name}; run tools/rules_table.py")
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


def page() -> str:
    """Return the text of rules.md."""
    packs = sorted(rulebook.builtin(), key=lambda pack: (not pack.always, pack.name))
    text = HEAD + _table(("pack", "what", "asked", "in force", "version"), [
        (f"`{pack.name}`", pack.title, _called(pack), _dates(pack, packs), pack.version) for pack in packs
    ])  # fmt: skip
    place = {pack.name: number for number, pack in enumerate(packs)}
    rules = sorted((rule for pack in packs for rule in pack.rules), key=lambda rule: (
        rule.id.partition(".")[0], place[rule.pack], rule.id))  # fmt: skip
    for number, family in groupby(rules, key=lambda rule: rule.id.partition(".")[0]):
        text += f"## {number}\n\n" + _table(("rule", "what it asks", "verdict", "where from", "what to do"), [
            (f"`{rule.name}`", rule.text, _verdict(rule), _source(rule), rule.remedy) for rule in family
        ])  # fmt: skip
    return text.rstrip("\n") + "\n"


def _called(pack: Pack) -> str:
    if pack.always:
        return "always"
    named = [("buyer", pack.buyers), ("guild", pack.guilds), ("territory", pack.territories)]
    found = "; ".join(f"{word} {', '.join(values)}" for word, values in named if values)
    return found or "only when `rights.packs` names it"


def _dates(pack: Pack, packs: list[Pack]) -> str:
    """The days of the pack itself, or of its rows where it has none; a later agreement takes an earlier one along."""
    later = [f"goes on in `{other.name}`" for other in packs if pack.name in other.includes]
    own = _term(pack.starts, pack.until) or ("by row" if any(rule.starts for rule in pack.rules) else "always")
    return "; ".join([own, *later])


def _verdict(rule: Rule) -> str:
    word = rule.verdict.word
    if rule.suppresses:
        word += ": lifts " + ", ".join(f"`{name}`" for name in rule.suppresses)
    if rule.verdict is Verdict.DENY and rule.approvable:
        word += " (can be approved)"
    return word + (f", at {rule.gates[0]} only" if len(rule.gates) == 1 else "")


def _source(rule: Rule) -> str:
    term = _term(rule.starts, rule.until)
    return rule.citation + (f"; {term}" if term else "") + ("" if rule.verified else " (unverified)")


def _term(starts: str, until: str) -> str:
    return " ".join(filter(None, [starts and f"from {starts}", until and f"until {until}"]))


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in lines) + "\n"


if __name__ == "__main__":
    main()

"""People whom a script names without describing them, and who never speak: `MILA crosses the room`.

A word is taken for a person's name when it is capitalised where no sentence starts, or no word of the language at all,
and does what only people do (`ACTING` verbs), or when a title stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secondunit.departments.script import names
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.lexicon import Entry, entry
from secondunit.departments.script.tagging.vocabulary import word_list

_ACTING = word_list("ACTING")
_NO_NAME = word_list("NO_NAME")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|[^\w\s*]")  # an asterisk is emphasis that has lost its other half
_LONGEST = 3  # words in a name
_DESCRIBING = words("in with his her wearing barefoot asleep still alone already now dressed wrapped on at")
_ARTICLES = words("the a an no another one two three four five some any this that")


def named(text: str, taken: frozenset[str]) -> Iterator[str]:
    """Yield names, in capitals, of people in action text; `taken` are words that mean a place or a known name."""
    found = list(_WORD.finditer(text))
    tokens = [match.group() for match in found]
    at = 0
    while at < len(tokens):
        size = _run(tokens, at)
        if not size:
            at += 1
            continue
        chosen = [_bare(token) for token in tokens[at : at + size]]
        titled = chosen[0].upper() in names.TITLES
        body = chosen[1:] if titled else chosen
        free = all(len(word) > 1 and (word.upper() not in taken or word in names.AGES) for word in body)
        if body and free:
            before = tokens[at - 1] if at else "."
            after = "'s" if _bare(tokens[at + size - 1]) != tokens[at + size - 1].rstrip(".") else ""
            after = after or (tokens[at + size] if at + size < len(tokens) else "")
            beyond = tokens[at + size + 1].lower() if at + size + 1 < len(tokens) else ""
            written = body[0].isupper() and names.is_written(text, found[at].start())
            if not written and _is_name(body, before, after, beyond, titled):
                yield " ".join(chosen).upper()
        at += size


def _bare(token: str) -> str:
    token = token.replace("’", "'").rstrip(".")
    return token[:-2] if token.endswith(("'s", "'S")) else token


def _run(tokens: Sequence[str], at: int) -> int:
    """Return how many capitalised words stand together here."""
    size = 0
    while size < _LONGEST and at + size < len(tokens) and tokens[at + size][0].isupper():
        if tokens[at + size].upper() in _NO_NAME and not (size and tokens[at + size].isupper()):
            break
        size += 1
        last = tokens[at + size - 1]
        if last.endswith(("'s", "’s", "'S", "’S")) or (
            last.endswith(".") and last.rstrip(".").upper() not in names.TITLES
        ):
            break
    return size


def _is_name(body: Sequence[str], before: str, after: str, beyond: str, titled: bool) -> bool:
    """True when capitalised words mean a person, by what stands around them."""
    facts = [entry(word.lower()) for word in body]
    unknown = all(_unknown(each) for each in facts)
    starts = before.endswith((".", "!", "?", ":", '"', "“"))
    if titled:
        return unknown or not starts or body[0].isupper()
    doing = entry(after.lower())
    acts = doing.form == "s" and doing.base in _ACTING
    if body[0].isupper():
        if body[0] in names.AGES and len(body) > 1:
            return True  # "YOUNG TOM"
        numbered = len(body) > 1 and body[-1] in _NO_NAME and facts[0].best == "p"  # "JUROR FIVE"
        if numbered or (facts[-1].best == "p" and not facts[-1].plural and facts[-1].verb < 1 and after != "!"):
            return before.lower() not in _ARTICLES or before.lower() == "the"  # "the BRIDE" stands for a name
        if before.lower() in _ARTICLES or after == "!":
            return False
        if len(body) == 2 and facts[0].best == "p" and doing.form == "s":
            return True  # "PROSECUTOR HALE unrolls a map"
        if len(body) == 1 and facts[0].verb < 4 and _is_role(before) and (after in (",", "(") or doing.form == "s"):
            return True  # "her producer KIT, behind the glass"
        if any(_unknown(each) for each in facts):
            return acts or starts or after in (",", "(", "'s", "and") or entry(before.lower()).best == "p"
        shown = starts and after in (",", "(") and beyond in _DESCRIBING and facts[-1].best in ("", "l", "j", "t")
        return (acts or shown) and not any(_ordinary(each) for each in facts)
    if starts and after == "," and beyond in ("in", "his", "her") and not any(_ordinary(each) for each in facts):
        return True  # "Joseph, in a wool beard"
    if not unknown and (starts or any(_ordinary(each) for each in facts)):
        return False
    return acts


def _is_role(word: str) -> bool:
    """True for a word for one person in small letters: `her producer`."""
    return word.islower() and entry(word).best == "p" and not entry(word).plural


def _unknown(facts: Entry) -> bool:
    return facts.noun < 0 and facts.verb < 0 and facts.adjective < 0


def _ordinary(facts: Entry) -> bool:
    """True for a word that scripts use all the time for something else."""
    return facts.noun > 4 or facts.verb > 4 or facts.best in ("p", "v", "s", "g", "a", "w")

"""Sentences of the action with the signs by which they show a stunt or a visual effect.

The signs are classes, not words: of what class the subject is and what its verb does, where it goes, what the rules
found in it, and what kind of scene it is. So they say the same of wordings that no list knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from secondunit.core.tags import Category
from secondunit.departments.script.tagging.scene import Found, Stage
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.vocabulary import mapping, word_list

_GROUPS = {
    name.partition("_")[2].lower(): word_list(name)
    for name in ("VFX_SIZES", "VFX_UNREAL", "VFX_SOMETHING", "VFX_LAND", "VFX_IMAGES", "VFX_SCREENS", "VFX_CREATURES",
                 "VFX_ALIVE", "VFX_LIVELY", "VFX_BREAKS_UP", "STUNTS_HEIGHTS", "STUNTS_DOWN")
} | {
    name.partition("_")[2].lower(): frozenset(mapping(name))
    for name in ("VFX_THINGS", "VFX_DEEDS", "STUNTS_AGAINST", "STUNTS_ALONE", "STUNTS_HIGH")
}  # fmt: skip
_MEMBERS: dict[str, list[str]] = {}
for _name, _words in _GROUPS.items():
    for _word in _words:
        _MEMBERS.setdefault(_word, []).append(_name)
_ENDS = frozenset((".", "!", "?", ";", "--", "—", "–"))
_HEADING = re.compile(r"[A-Z]{4,}")


class Sentence(NamedTuple):
    """Tokens `first` to `last` of a paragraph, both included."""

    parsed: Parsed
    first: int
    last: int

    def holds(self, found: Found) -> bool:
        """True when a find's words lie in the sentence, at least in part."""
        start, end = self.parsed.tokens[self.first].start, self.parsed.tokens[self.last].end
        evidence = found.evidence
        return evidence.element == self.parsed.element and evidence.start < end and start < evidence.end


def sentences(stage: Stage) -> Iterator[Sentence]:
    """Yield the sentences of a scene's action in order."""
    for parsed in stage.action:
        first = 0
        for at, token in enumerate(parsed.tokens):
            if token.text in _ENDS:
                if at > first:
                    yield Sentence(parsed, first, at - 1)
                first = at + 1
        if first < len(parsed.tokens):
            yield Sentence(parsed, first, len(parsed.tokens) - 1)


def scene_signs(stage: Stage, found: Sequence[Found], aloft: bool) -> list[str]:
    """Return the signs that all sentences of a scene share."""
    wonders = sum(each.category is Category.VFX and each.task != "screen" for each in found)
    perils = sum(each.category is Category.STUNTS for each in found)
    out = [f"wonders={min(3, wonders)}", f"perils={min(2, perils)}", "aloft" if aloft else "low"]
    out.append("inside" if stage.scene.setting == "INT" else "outside")
    return out + sorted({f"task={each.task}" for each in found if each.task})


def sentence_signs(sentence: Sentence, shared: Sequence[str], found: Sequence[Found]) -> list[str]:
    """Return the signs of a sentence, by the names that the table of weights has."""
    tokens = sentence.parsed.tokens
    out = ["bias", *shared]
    for each in found:
        if sentence.holds(each):
            out += [f"rule={each.category.value}", f"rule={each.task or each.name.replace(' ', '_')}"]
    for at in range(sentence.first, sentence.last + 1):
        token = tokens[at]
        kind, entry = token.kind, token.entry
        if kind in "VGE" and entry.base:
            subject = _subject(sentence.parsed, at)
            out.append(f"{subject}:{entry.deed}")
            if at < sentence.last:
                after = tokens[at + 1]
                out.append(f"{entry.deed}>{after.low}" if after.kind in "IB" else f"{entry.deed}>")
            out += [f"{group}@{subject}" for group in _MEMBERS.get(entry.base, ())]
        elif kind == "N":
            out.append(f"class={entry.best}")
            out += _MEMBERS.get(entry.lemma, ()) or _MEMBERS.get(token.low, ())
        elif kind in "IBMRD":
            out.append(f"word={token.low}")
    return list(dict.fromkeys(out))


def _subject(parsed: Parsed, at: int) -> str:
    """Return the class of a verb's subject: "Q" for a name, "pronoun", or WordNet's letter."""
    phrase = parsed.subject(at)
    if phrase is None:
        before = parsed.tokens[at - 1].kind if at else ""
        return "pronoun" if before == "R" else "Q" if before == "Q" else "none"
    head = parsed.tokens[phrase.head]
    return "Q" if head.kind == "Q" else "p" if personal(head) else head.entry.best or "other"

"""What each line of a screenplay is, decided for the whole sequence at once.

A Viterbi search over six states: S scene heading, N action, C cue, D dialogue, E parenthetical, T transition
(the tags of the literature on screenplay structure). Weights are log odds set by hand: what the words of a line
say, which column it stands in, and which line can follow which, directly or after a blank line. Without
indentation the words and the order decide alone; without blank lines, the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from secondunit.formats.fountain_syntax.rules import is_heading, is_transition
from secondunit.formats.screenplay_pdf.columns import (
    ACTION,
    CENTRE,
    CUE,
    DIALOGUE,
    LOOSE,
    PAREN,
    RIGHT,
    looks_like_cue,
    right_edge,
)
from secondunit.formats.screenplay_pdf.margins import Line

STATES = "SNCDET"
WIDE = 2.6  # line distances: two blank lines
_TRANSITION = re.compile(
    r"(?:FADE (?:IN|OUT|UP|TO|FROM)\b.*|(?:SMASH |MATCH |JUMP |HARD |TIME |QUICK |SLOW |FLASH |INTER)?CUT TO\b.*"
    r"|(?:SMASH|MATCH|JUMP|HARD) CUT\b.*|(?:CROSS)?[- ]?(?:DISSOLVE|FADE)(?: TO\b.*)?|WIPE TO\b.*|IRIS (?:IN|OUT)\b.*"
    r"|END CREDITS|CUT (?:TO )?BLACK\b.*|BACK TO:|INTERCUT:?)[.:]?",
    re.IGNORECASE,
)
CONTD = re.compile(r"\(\s*cont(?:['’]?d\.?|inued|\.)\s*\)", re.IGNORECASE)
_TIMED = re.compile(
    r"[^.!?:()]{2,50}\s[-–—]+\s(?:[A-Z]+ )?(?:DAY|NIGHT|MORNING|AFTERNOON|EVENING|DAWN|DUSK|SUNRISE|SUNSET|NOON"
    r"|MIDNIGHT|MAGIC HOUR|LATER|CONTINUOUS|SAME(?: TIME)?)(?: \([^()]*\))?"
)
_TALK = re.compile(
    r"\b(?:I|I'm|I'll|I've|I'd|me|my|mine|you|your|you're|you'll|you've|we|we're|we'll|us|our|don't|can't|won't|didn't"
    r"|isn't|ain't|that's|what's|it's|let's|yeah|yes|no|oh|hey|okay|please|sorry|thanks|why|how|what|who|where)\b",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"^(?:He|She|They|It|The|A|An|His|Her|Their|[A-Z][a-z]+|[A-Z]{2,}) (?:[a-z]+s|is|are|has)\b")

# Log odds of a column for each state; a state that is not named gets the last value.
_COLUMN: Mapping[str, tuple[Mapping[str, float], float]] = {
    ACTION: ({"S": 0.0, "N": 0.0, "T": -1.5}, -7.0),
    DIALOGUE: ({"D": 0.0, "E": -1.5}, -6.0),
    PAREN: ({"E": 0.0, "D": -2.5}, -6.0),
    CUE: ({"C": 0.0, "T": -3.0, "N": -4.5, "D": -4.0}, -7.0),
    RIGHT: ({"T": 0.0, "N": -3.0, "C": -4.0}, -7.0),
    CENTRE: ({"N": -1.0, "C": -1.5, "T": -2.0, "S": -4.0}, -5.0),
    LOOSE: ({"N": -1.5, "C": -1.0, "T": -1.0, "E": -1.5, "D": -2.0}, -4.0),
    "": ({}, 0.0),
}
_JOINED: Mapping[str, float] = {  # the next line directly below
    "SS": -1.5, "SN": -1.0, "SC": -3.5, "NN": 0.0, "NS": -4.0, "NC": -4.5, "NT": -4.0, "CD": 0.0, "CE": -0.3,
    "DD": 0.0, "DE": -0.5, "DN": -4.5, "DC": -3.5, "DS": -5.0, "DT": -5.0, "EE": -2.0, "ED": 0.0, "EN": -6.0,
    "TS": -1.0, "TN": -2.0, "TT": -3.0, "TC": -3.0,
}  # fmt: skip
_APART: Mapping[str, float] = {  # after a blank line
    "SN": 0.0, "SC": -1.0, "SS": -3.0, "ST": -3.0, "NN": 0.0, "NC": -0.3, "NS": -0.7, "NT": -1.5, "DN": -0.3,
    "DC": 0.0, "DS": -0.8, "DT": -1.0, "DD": -4.0, "DE": -4.5, "EN": -2.0, "EC": -2.0, "ED": -3.0, "ES": -4.0,
    "CD": -4.0, "CE": -4.0, "CN": -8.0, "TS": 0.0, "TN": -1.0, "TC": -2.0, "TT": -3.0,
}  # fmt: skip
_NEVER = -9.0


@dataclass(frozen=True, slots=True)
class Habits:
    """What a file does throughout, learnt before its lines are named."""

    blank_lines: bool  # blank lines part paragraphs
    wide_headings: bool  # two blank lines above headings
    more: bool  # MORE stands where a speech goes on over the page
    contd: bool  # CONT'D stands in the middle of pages too, so that it does not tell a page break
    names: Counter[str]  # short lines in capitals
    measure: Mapping[str, float]  # right edge of dialogue (D) and of all else (N), in points
    advance: float

    def room(self, above: Line, line: Line, state: str) -> bool:
        """True when the line above had room for the first word of this one: a paragraph ended there."""
        edge = self.measure["D" if state in "DE" else "N"]
        return above.x1 + self.advance + line.first <= edge - 0.7 * self.advance


def learn_habits(lines: Sequence[Line], advance: float) -> Habits:
    """Look over all lines once."""
    names = Counter(speaker(line.text) for line in lines if looks_like_cue(line.text))

    def speaks(line: Line) -> bool:
        return looks_like_cue(line.text) and names[speaker(line.text)] > 1

    widest = right_edge([line.x1 for line in lines])
    spoken = [
        line.x1 for above, line in pairwise(lines)
        if line.column == DIALOGUE or (not line.column and speaks(above))
    ]  # fmt: skip
    narrow = right_edge(spoken, outliers=0.05) if len(spoken) >= 8 else widest
    return Habits(
        _blank_lines_tell(lines), _headings_stand_apart(lines), any(line.after == "more" for line in lines),
        any(CONTD.search(line.text) and above.page == line.page for above, line in pairwise(lines)), names,
        {"N": widest, "D": min(narrow, widest)}, advance,
    )  # fmt: skip


def label_lines(lines: Sequence[Line], habits: Habits) -> str:
    """Return one state letter a line. Deterministic; time is linear in the lines."""
    if not lines:
        return ""
    opened = False
    score = dict.fromkeys(STATES, 0.0)
    back: list[dict[str, str]] = []
    for at, line in enumerate(lines):
        words = _words(lines, at, habits, opened)
        opened = (opened or line.text.startswith("(")) and ")" not in line.text
        seen, least = _COLUMN[line.column]
        here: dict[str, float] = {}
        came: dict[str, str] = {}
        for state in STATES:
            best, origin = -1e18, "N"
            for before in STATES:
                step = _step(before, state, lines[at - 1], line, habits) if at else _APART.get("N" + state, _NEVER)
                if score[before] + step > best:
                    best, origin = score[before] + step, before
            here[state] = best + words[state] + seen.get(state, least)
            came[state] = origin
        score = here
        back.append(came)
    state = max(STATES, key=lambda each: score[each] - (6.0 if each == "C" else 0.0))  # no cue without a speech
    path = [state]
    for came in reversed(back[1:]):
        state = came[state]
        path.append(state)
    return "".join(reversed(path))


def _blank_lines_tell(lines: Sequence[Line]) -> bool:
    """True where some lines stand apart and some do not."""
    apart = sum(not line.joined and line.page == above.page for above, line in pairwise(lines))
    joined = sum(line.joined for line in lines)
    return apart > 0.03 * len(lines) and joined > 0.03 * len(lines)


def _step(before: str, state: str, above: Line, line: Line, habits: Habits) -> float:
    """Return the weight of a step. Where blank lines tell nothing, the room left in the line above does."""
    pair = before + state
    joined, apart = _JOINED.get(pair, _NEVER), _APART.get(pair, _NEVER)
    if above.page != line.page:
        if pair == "DD" and habits.more and line.after != "more":
            return -5.0
        return max(joined, apart)
    if habits.blank_lines:
        return joined if line.joined else apart
    if habits.room(above, line, before):
        return max(apart, joined - 1.5)
    return max(joined, apart - 2.0)


def _headings_stand_apart(lines: Sequence[Line]) -> bool:
    """True where two blank lines stand above headings and hardly above anything else, as in Final Draft's pages."""
    heads = [line.above >= WIDE for line in lines if line.above and is_heading(line.text)]
    others = [line.above >= WIDE for line in lines if line.above and not is_heading(line.text)]
    return len(heads) >= 3 and sum(heads) > 0.7 * len(heads) and sum(others) < 0.03 * len(others)


def speaker(text: str) -> str:
    """Return a cue without its extensions."""
    return re.sub(r"\s*\([^()]*\)?\s*", " ", text).strip().rstrip("^").strip()


def _names_a_time(line: Line) -> bool:
    """True for a slug without INT or EXT, such as KITCHEN - NIGHT."""
    return line.text.isupper() and line.column in (ACTION, "") and bool(_TIMED.fullmatch(line.text.strip()))


def _words(lines: Sequence[Line], at: int, habits: Habits, opened: bool) -> dict[str, float]:
    """Return the log odds that the line's own words give each state."""
    line = lines[at]
    text = line.text.strip()
    out = dict.fromkeys(STATES, 0.0)
    heading = is_heading(text) or line.number is not None or _names_a_time(line) or (
        habits.wide_headings and line.above >= WIDE and line.column == ACTION and len(text) < 60 and text[:1].isalnum()
    )  # fmt: skip
    out["S"] += 7.0 if heading else -7.0
    if heading and is_heading(text):
        for state in "NCDET":
            out[state] -= 3.0
    upper = text.upper() == text and any(char.isalpha() for char in text)
    known = len(text) < 60 and _TRANSITION.fullmatch(text) and (upper or text[-1] in ".:")
    transition = bool(known) or is_transition(text)
    out["T"] += 5.0 if transition else (-1.0 if upper and text.endswith(":") else -6.0)
    if transition:
        out["C"] -= 3.0
    cue = looks_like_cue(text)
    if cue:
        seen = habits.names[speaker(text)]
        out["C"] += 1.0 + (1.5 if seen > 1 else 0.0) + (1.0 if seen > 4 else 0.0) - (len(text.split()) > 4)
        if not habits.blank_lines and not line.column:  # a name that comes again and again, alone on its line, is a cue
            out["C"] += 2.5 + min(seen - 1, 4) * 0.5
        if re.search(r"\((?:V\.?O|O\.?S|O\.?C|CONT|PRE-?LAP|SUBTITLE|FILTER)", text, re.IGNORECASE):
            out["C"] += 3.0
        nxt = lines[at + 1].text if at + 1 < len(lines) else ""
        if not nxt or (nxt.upper() == nxt and any(c.isalpha() for c in nxt) and not nxt.startswith("(")):
            out["C"] -= 1.0
    else:
        capitals = sum(char.isupper() for char in text) / max(1, sum(map(str.isalpha, text)))
        near = line.column == CUE or (text[:1].isupper() and capitals > 0.6)
        out["C"] += -2.5 if len(text) < 40 and near else -7.0
    if upper:
        out["D"] -= 1.0
    if text.startswith("(") or opened:
        whole = text.endswith(")") or ")" not in text  # else words go on behind the bracket
        out["E"] += 4.0 if whole else -2.0
        out["N"] -= 0.5
        out["D"] -= 1.5 if whole else 0.0
    else:
        out["E"] -= 5.0
    if not line.column and not upper:  # no indentation: what is said sounds different from what is shown
        talk = len(_TALK.findall(text))
        out["D"] += min(talk, 3) * 0.6 + (0.8 if text.endswith("?") else 0.0)
        if line.x1 > habits.measure["D"] + 1.5 * habits.advance:
            out["D"] -= 5.0  # wider than speeches are set here
        out["N"] += (0.9 if _SHOWN.match(text) else 0.0) + (0.5 if len(text) > 45 else 0.0)
    return out

"""Reads a shot as a person writes it: "CU MARA, low angle, 85mm", "OTS TOM on MARA", "ANGLE ON the key"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondunit.core.shots import Angle, Move, Setup, Size
from secondunit.departments.storyboard.language import PROP, Cast, clean_prop

_SIZES: tuple[tuple[str, Size], ...] = (
    (r"extreme close[- ]?ups?|extreme close|big close[- ]?up|e\.?c\.?u\.?|x\.?c\.?u\.?|b\.?c\.?u\.?", Size.ECU),
    (r"medium close[- ]?ups?|m\.?c\.?u\.?", Size.MCU),
    (r"close[- ]?ups?|c\.?u\.?|close on|close|tight on|tight", Size.CU),
    (r"medium long(?: shot)?|m\.?l\.?s\.?|cowboy(?: shot)?|american shot|medium wide|knee shot", Size.COWBOY),
    (r"extreme (?:wide|long)(?: shot)?|very wide|e\.?w\.?s\.?|e\.?l\.?s\.?|x\.?w\.?s\.?", Size.EWS),
    (r"full(?: shot| figure| length)?|f\.?s\.?|head to toe", Size.FS),
    (r"wide(?: shot| on| angle)?|w\.?s\.?|long shot|l\.?s\.?|establishing(?: shot)?", Size.WS),
    (r"mid[- ]?shot|medium(?: shot)?|m\.?s\.?|waist up|waist shot|mid", Size.MS),
    (r"insert|detail|macro", Size.INSERT),
)
_ANGLES: tuple[tuple[str, Angle], ...] = (
    (r"worm'?s?(?:[- ]?eye)?(?:[- ]view|[- ]angle)?|from the (?:floor|ground)", Angle.WORM),
    (r"overhead|bird'?s?[- ]?eye(?: view)?|top[- ]?shot|top[- ]?down|god'?s[- ]?eye|straight down", Angle.OVERHEAD),
    (r"low(?:er)?[- ]?angle|from below|low", Angle.LOW),
    (r"high(?:er)?[- ]?angle|from above|high|looking down", Angle.HIGH),
    (r"eye[- ]?level|eye[- ]?line level", Angle.EYE),
)
_MOVES: tuple[tuple[str, Move], ...] = (
    (r"doll(?:y|ies) (?:out|back)|pull(?:s|ing)? (?:out|back)|track(?:s|ing)? (?:out|back)", Move.DOLLY_OUT),
    (
        r"doll(?:y|ies) in|push(?:es|ing)?[- ]?in|push(?:es|ing)? (?:into|toward)|track(?:s|ing)? in|doll(?:y|ies)"
        r"|creep in",
        Move.DOLLY_IN,
    ),
    (r"zoom(?:s|ing)?(?: in| out)?|crash zoom", Move.ZOOM),
    (r"follow(?:s|ing)?(?: shot)?|walk[- ]and[- ]talk|steadicam|leading(?: shot)?", Move.FOLLOW),
    (r"track(?:s|ing)?(?: shot)?|truck(?:s|ing)?(?: left| right)|truck(?:ing)? shot|lateral", Move.TRUCK),
    (r"crane(?:s|ing)?(?: up| down)?(?: shot)?|jib|boom(?:s|ing)? (?:up|down)|drone", Move.CRANE),
    (r"pedestal", Move.PEDESTAL),
    (r"orbit(?:s|ing)?|arc(?:s|ing)?(?: shot| around)?|circle(?:s|ing)?|360", Move.ORBIT),
    (r"hand[- ]?held|shaky", Move.HANDHELD),
    (r"whip[- ]?pan|pan(?:s|ning)?(?: left| right| to| across)?|swish", Move.PAN),
    (r"tilt(?:s|ing)?(?: up| down)?", Move.TILT),
    (r"static|locked[- ]?off|lock[- ]?off|no move|still camera", Move.STATIC),
)
_SETUPS: tuple[tuple[str, Setup], ...] = (
    (r"o\.?t\.?s\.?|over(?:[- ]the[- ]|[- ])shoulder|over \S+?['’]s? shoulder|over", Setup.OTS),
    (r"p\.?o\.?v\.?|point of view", Setup.POV),
    (r"two[- ]?shot|2[- ]?shot|two of them|both", Setup.TWO_SHOT),
    (r"group(?: shot)?|three[- ]?shot|3[- ]?shot|everyone", Setup.GROUP),
    (r"establish(?:ing|es)?(?: shot)?", Setup.ESTABLISHING),
    (r"master(?: shot)?", Setup.MASTER),
    (r"reaction(?: shot)?|reacts", Setup.REACTION),
    (r"insert|detail|macro", Setup.INSERT),
    (r"single|angle on|close on|on", Setup.SINGLE),
)
_LENS = re.compile(
    r"\b(\d{1,3}(?:\.\d)?)\s*-?\s*mm\b|\b(\d{2,3})\s*(?:lens|prime)\b|\blens\s*(\d{2,3})\b", re.IGNORECASE
)
_SHOULDER = re.compile(r"\bover\s+(.{1,40}?)['’]?s?\s+shoulder", re.IGNORECASE)
_OTS_NAME = re.compile(r"\bo\.?t\.?s\.?\s+(?:of\s+)?(.*)", re.IGNORECASE)
_INSERT_OF = re.compile(
    r"\b(?:insert|detail|macro|close(?:[- ]?up)?\s+(?:on|of)|angle\s+on|tight\s+on|on)\b[\s:–—-]*"
    r"(?:of\s+|on\s+)?([^,;.]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the words fix; None is free. `known` lists the words that were understood, `rest` the others."""

    setup: Setup | None = None
    size: Size | None = None
    angle: Angle | None = None
    move: Move | None = None
    lens: float | None = None
    subjects: tuple[str, ...] = ()
    foreground: str | None = None
    prop: str | None = None
    known: tuple[str, ...] = ()
    rest: str = ""


def _table(rows: tuple[tuple[str, object], ...]) -> list[tuple[re.Pattern[str], object]]:
    return [(re.compile(rf"(?<![\w'’])(?:{p})(?![\w])", re.IGNORECASE), value) for p, value in rows]


_SIZE_TABLE, _ANGLE_TABLE, _MOVE_TABLE, _SETUP_TABLE = map(_table, (_SIZES, _ANGLES, _MOVES, _SETUPS))


def find(text: str, table: str) -> tuple[object, str] | None:
    """Return (value, words) of the first row that matches; `table` is size, angle, move or setup."""
    rows = {"size": _SIZE_TABLE, "angle": _ANGLE_TABLE, "move": _MOVE_TABLE, "setup": _SETUP_TABLE}[table]
    for pattern, value in rows:
        if hit := pattern.search(text):
            return value, hit.group()
    return None


def parse(text: str, cast: Cast) -> Stated:
    """Read a stated shot. Every word that is not understood is in `rest` (it stays in the shot's note)."""
    known: list[str] = []
    left = text
    lens = None
    if hit := _LENS.search(left):
        lens = float(next(g for g in hit.groups() if g))
        known.append(hit.group())
        left = left.replace(hit.group(), ",", 1)
    names = cast.mentions(left, any_case=True) if _shouting(left) else cast.mentions(left)
    foreground, back = None, left
    if hit := _SHOULDER.search(left):
        over = cast.mentions(hit.group(1), any_case=True)
        foreground = over[0] if over else None
        back = left.replace(hit.group(1), " ", 1)
    masked = back
    if cast.pattern:  # a character called Low or Crane must not set the angle
        masked = cast.pattern.sub(lambda m: m.group() if m.group()[0].islower() else "¤", back)
    values: dict[str, object] = {}
    for table in ("setup", "size", "angle", "move"):
        if found := find(masked, table):
            values[table] = found[0]
            known.append(found[1])
            if table != "setup":
                masked = masked.replace(found[1], ",", 1)
    setup = values.get("setup")
    if setup is Setup.OTS and foreground is None:
        foreground = _ots_foreground(left, cast)
    subjects = tuple(n for n in names if n != foreground)
    prop = None
    if setup in (Setup.INSERT, Setup.SINGLE) or values.get("size") in (Size.INSERT, Size.CU, Size.ECU):
        prop = _prop(left, names)
        if prop and not subjects:
            setup, values["size"] = Setup.INSERT, values.get("size") or Size.INSERT
            if values["size"] in (Size.CU, Size.ECU):
                values["size"] = Size.INSERT
    if setup is Setup.SINGLE and len(subjects) == 2:
        setup = Setup.TWO_SHOT
    if setup is None and len(subjects) > 2:
        setup = Setup.GROUP
    elif setup is None and len(subjects) == 2 and values.get("size") not in (Size.CU, Size.ECU):
        setup = Setup.TWO_SHOT
    rest = left
    for words in known:
        rest = rest.replace(words, " ", 1)
    if cast.pattern:
        rest = cast.pattern.sub(" ", rest)
    rest = re.sub(r"\s*[,;:–—-]+\s*", ", ", rest)
    rest = re.sub(r"(?:,\s*)+", ", ", rest).strip(" ,.")
    size, angle, move = values.get("size"), values.get("angle"), values.get("move")
    return Stated(
        setup if isinstance(setup, Setup) else None,
        size if isinstance(size, Size) else None,
        angle if isinstance(angle, Angle) else None,
        move if isinstance(move, Move) else None,
        lens,
        subjects,
        foreground,
        prop,
        tuple(known),
        rest,
    )


def _ots_foreground(text: str, cast: Cast) -> str | None:
    """Return whose shoulder: "OTS TOM on MARA" and "OTS TOM" say Tom, "OTS on MARA" and "MARA, OTS" do not say."""
    hit = _OTS_NAME.search(text)
    if not hit:
        return None
    near = re.split(r"\b(?:on|to|toward|towards|favou?ring|onto)\b", hit.group(1), maxsplit=1, flags=re.IGNORECASE)[0]
    names = cast.mentions(near, any_case=True)
    return names[0] if names else None


def _shouting(text: str) -> bool:
    return text == text.upper() or text == text.lower()


def _prop(text: str, names: list[str]) -> str | None:
    """Return the object that a close shot is of, when it is not a person."""
    if hit := _INSERT_OF.search(text):
        words = clean_prop(hit.group(1))
        if words and not (names and not PROP.search(words)):
            return words
    if names:
        return None
    first = re.split(r"[,;]", text, maxsplit=1)[0]
    for pattern, _ in (*_SIZE_TABLE, *_SETUP_TABLE):
        first = pattern.sub(" ", first)
    return clean_prop(first) or None

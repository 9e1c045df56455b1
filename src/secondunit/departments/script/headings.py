"""Scene headings in parts: setting, place, time and what kind of scene it is."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from secondunit.departments.script.lexicon import words

_PREFIX = re.compile(
    r"\s*(?:(INT\.?\s*/\s*EXT|EXT\.?\s*/\s*INT|I\s*/\s*E|I\./E)|(INT)|(EXT|EST))(?:\.|(?=\s)|$)[.\s\-]*", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[-–—]{1,2}\s+|\s*--\s*|\s*—\s*")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_TIMES = {
    "DAY": "DAY", "DAYTIME": "DAY", "NIGHT": "NIGHT", "MIDNIGHT": "NIGHT", "MORNING": "MORNING", "NOON": "DAY",
    "MIDDAY": "DAY", "AFTERNOON": "AFTERNOON", "EVENING": "EVENING", "DAWN": "DAWN", "DUSK": "DUSK",
    "SUNRISE": "SUNRISE", "SUNSET": "SUNSET", "TWILIGHT": "DUSK", "DAYBREAK": "DAWN", "NIGHTFALL": "DUSK",
    "MAGIC HOUR": "MAGIC HOUR", "GOLDEN HOUR": "MAGIC HOUR",
}  # fmt: skip
_SAME_TIME = ("CONTINUOUS", "CONT", "CONTINUING", "SAME TIME", "SAME")
_LATER = ("LATER", "MOMENTS", "SECONDS", "MINUTES", "TIME LAPSE", "INTERCUT", "PRESENT", "BACK TO", "RESUME")
_FILLER = words(
    "EARLY LATE MID PRE BEFORE AFTER THE NEXT ANOTHER THAT SAME FOLLOWING FIRST LAST ONE TWO THREE FEW A AN HOUR HOURS"
    " MINUTES MOMENTS SECONDS DAYS WEEKS LATER TIME AND TO AT OF CONTINUOUS"
)
_ENDS = re.compile(r"\bEND (?:OF )?(?:FLASH|DREAM|MONTAGE)")
KINDS = {
    "flashback": re.compile(r"\bFLASH-?\s?BACKS?\b|\b(?:YEARS|MONTHS|DAYS) (?:EARLIER|AGO)\b"),
    "montage": re.compile(r"\bMONTAGE\b|\bSERIES OF SHOTS\b"),
    "dream": re.compile(r"\b(?:DREAM|NIGHTMARE|DAYDREAM|HALLUCINATION|FANTASY SEQUENCE|DREAM SEQUENCE)\b"),
}


class Slug(NamedTuple):
    """A heading in parts. `relative` is True where the time follows the previous scene's."""

    setting: str
    place: str
    time: str
    flags: tuple[str, ...]
    relative: bool


def split_heading(heading: str) -> Slug:
    """Split `EXT. SEA CAVE - DAY (FLASHBACK)` in its parts; unknown words stay in the place."""
    text = " ".join(heading.upper().split())
    match = _PREFIX.match(text)
    setting = ""
    if match:
        setting = "INT/EXT" if match[1] else "INT" if match[2] else "EXT"
        text = text[match.end() :]
    ended = _ENDS.search(text) is not None
    flags = [] if ended else [name for name, pattern in KINDS.items() if pattern.search(text)]
    times: list[str] = []
    relative = False
    for note in _BRACKETS.findall(text):
        time, follows = _time(note)
        times += [time] if time else []
        relative = relative or follows
    parts = [part.strip(" .,-–—") for part in _PARTS.split(_BRACKETS.sub(" ", text))]
    parts = [" ".join(part.split()) for part in parts if part.strip()]
    if "CONTINUOUS" in text:
        flags.append("continuous")
    place = []
    for at, part in enumerate(parts):
        time, follows = _time(part)
        kind = any(pattern.search(part) for pattern in KINDS.values()) or _ENDS.match(part)
        if (time or follows) and (at or len(parts) == 1) and (at or not match):
            times += [time] if time else []
            relative = relative or follows
        elif kind and len(parts) > 1:
            continue
        elif kind:
            place.append("")
        else:
            place.append(part)
    time = times[-1] if times else ""
    if "continuous" not in flags and relative and any(word in text.split() for word in ("SAME",)):
        flags.append("continuous")
    return Slug(setting, " - ".join(part for part in place if part), time, tuple(flags), relative and not time)


def _time(part: str) -> tuple[str, bool]:
    """Return (time of day, follows the previous scene); both empty when the part is no time."""
    text = " ".join(re.sub(r"[^A-Z ]", " ", part.upper()).split())
    for hour in ("MAGIC HOUR", "GOLDEN HOUR"):
        if hour in text:
            return "MAGIC HOUR", False
    words_ = text.split()
    known = [_TIMES[word] for word in words_ if word in _TIMES]
    if known and all(word in _TIMES or word in _FILLER for word in words_):
        return known[-1], False
    follows = text.startswith(_SAME_TIME) or text.startswith(_LATER) or text.endswith("LATER")
    return "", bool(words_) and follows and len(words_) <= 4


def slug(text: str) -> str:
    """Return an identifier of letters, digits and underscores: `mara_s_kitchen` for `MARA'S KITCHEN`.

    Letters of other scripts stay, so that names in Cyrillic or Japanese keep their identity.
    """
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").lower().replace("'s ", "s ").replace("'", "")
    name = "_".join(re.findall(r"\w+", folded)).strip("_")
    return re.sub(r"_+", "_", name)

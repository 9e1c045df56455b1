"""Names: cues without extensions, the variants of a name, and how a name is found in a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from secondunit.core.script import Element
from secondunit.departments.script.lexicon import words

_EXTENSION = re.compile(r"\(([^()]*)\)")
_VOICE = re.compile(
    r"\b(?:V\.?\s?O|O\.?\s?S|O\.?\s?C|PRE-?LAP|VOICE|FILTERED|ON (?:THE )?(?:PHONE|RADIO|TV))\b", re.IGNORECASE
)
AGES = ("YOUNG", "YOUNGER", "OLD", "OLDER", "ELDERLY", "TEEN", "TEENAGE", "LITTLE", "ADULT", "BABY", "FUTURE", "KID")
_JOINED = re.compile(r"\s+(?:AND|&)\s+|\s*/\s*|\s*,\s*")
GROUPS = words(
    "PATRONS CROWD SOLDIERS GUARDS COPS POLICE GUESTS PASSENGERS STUDENTS WORKERS CHILDREN KIDS MEN WOMEN VILLAGERS"
    " FISHERMEN CUSTOMERS DINERS DANCERS REPORTERS NURSES DOCTORS TROOPS MOURNERS ONLOOKERS BYSTANDERS COMMUTERS"
    " SAILORS MINERS PROTESTERS WAITERS GIRLS BOYS DRINKERS AUDIENCE EXTRAS PEOPLE LOCALS PEDESTRIANS TOURISTS"
    " AGENTS PIRATES ZOMBIES MONSTERS FANS JURORS PRISONERS SHOPPERS PARTYGOERS REGULARS ALL EVERYONE TEAM"
)
TITLES = words(
    "MR MRS MS MISS DR DOCTOR SIR LADY LORD DAME MADAM MADAME CAPTAIN SERGEANT SGT LIEUTENANT LT COLONEL COL GENERAL"
    " MAJOR PRIVATE CORPORAL ADMIRAL COMMANDER DETECTIVE INSPECTOR OFFICER AGENT PROFESSOR PROF FATHER SISTER"
    " BROTHER AUNT UNCLE KING QUEEN PRINCE PRINCESS JUDGE NURSE SHERIFF DEPUTY MAYOR SENATOR PRESIDENT CHIEF COACH"
    " REVEREND"
)
PERSONS = words(
    "MAN WOMAN BOY GIRL CHILD KID BABY COP OFFICER GUARD NURSE DOCTOR DRIVER WAITER WAITRESS BARTENDER BARMAN CLERK"
    " SOLDIER TEACHER PRIEST STRANGER NEIGHBOUR NEIGHBOR FISHERMAN SAILOR CAPTAIN DETECTIVE TEENAGER PASSENGER MONSTER"
    " CREATURE BEAST DRAGON GIANT ALIEN ROBOT GHOST DEMON TROLL"
)


class Cue(NamedTuple):
    """A cue as a name; `voice` is True when the speaker is heard and not seen."""

    name: str
    voice: bool


def read_cue(element: Element, following: Element | None = None) -> Cue:
    """Return the speaker of a cue. A parenthetical that only says (O.S.) counts as an extension."""
    text = element.text.replace("’", "'")
    extensions = _EXTENSION.findall(text)
    if following is not None and following.type.value == "parenthetical" and len(following.text) <= 10:
        extensions.append(following.text)
    name = " ".join(_EXTENSION.sub(" ", text).split("(", 1)[0].split()).upper().strip(" .:,^")
    return Cue(name or " ".join(text.upper().split()), any(_VOICE.search(each) for each in extensions))


def speakers(name: str, known: set[str]) -> tuple[str, ...]:
    """Return the speakers of a cue: `MARA AND JUNE` is two when both are known, else one."""
    parts = tuple(dict.fromkeys(part.strip() for part in _JOINED.split(name) if part.strip()))
    return parts if len(parts) > 1 and all(part in known for part in parts) else (name,)


def bare_name(name: str) -> str:
    """Return the name without article and title marks: `KEEPER` for `THE KEEPER`."""
    return re.sub(r"^(?:THE|A|AN) (?=\S)", "", name)


def base_of(name: str, known: set[str]) -> str | None:
    """Return the character of whom this is a younger or older self: `MARA` for `YOUNG MARA`."""
    first, _, rest = name.partition(" ")
    if first in AGES and rest:
        if rest in known:
            return rest
        found = [each for each in sorted(known) if rest.split()[0] == each.split()[0] and each != name]
        return found[0] if len(found) == 1 else None
    return None


def is_group(name: str) -> bool:
    """True for names of crowds such as PATRONS."""
    words = name.split()
    return bool(words) and words[-1] in GROUPS


class Mention(NamedTuple):
    """A name found in a text; possessive for `Mara's`."""

    start: int
    end: int
    name: str
    possessive: bool


def in_capitals(text: str, mention: Mention) -> bool:
    """True where a name stands in capitals, as a script introduces somebody: `MARA's hand`."""
    return re.sub(r"['’]s$", "", text[mention.start : mention.end]).isupper()


def shows(text: str, mention: Mention) -> bool:
    """True where a mention puts the person into the picture: `Mara`, `Mara's hand`; not `Mara's coat`."""
    if not mention.possessive or in_capitals(text, mention):
        return True
    after = _WORDS_AFTER.match(text, mention.end)
    return after is not None and any(word.lower() in BODY for word in after.group().split())


# Parts of the body that are their owner, seen; a voice or a heart is not.
BODY = words(
    "arm arms back body chest chin elbow elbows eye eyes eyebrows face feet finger fingers fingertips fist fists foot"
    " forehead hair hand hands head jaw knee knees knuckles leg legs lip lips mouth neck nose palm palms shoulder"
    " shoulders silhouette throat thumb thumbs toes wrist wrists"
)
_WORDS_AFTER = re.compile(r"(?:\s+[^\W\d_]+){1,2}")
_WRITTEN = re.compile(
    r"(?:\b(?:says|reads|reading|saying|spells|marked|labell?ed|titled|entitled|printed|stencilled|lettered|painted)"
    r"|\b(?:sign|slate|board|banner|label|placard|plaque|poster|caption|pad|card|page|note|letter|paper|screen|up)"
    r"[^.:\n]{0,20}:)\s*[\"“'‘]?(?:[A-Z0-9][A-Z0-9'’.-]*\s+){0,4}$"
)


def is_written(text: str, start: int) -> bool:
    """True where capitals stand on a thing, to be read: `a mug that says BEST BOSS`, `on the slate: DON'T`."""
    return _WRITTEN.search(text, max(0, start - 80), start) is not None


class Finder:
    """Finds names in action text, capitalised or in capitals; `Mara's` alone is no presence."""

    def __init__(self, names: dict[str, str]) -> None:
        """Take a mapping from every spelling in capitals to the person it means."""
        self.ids = names
        self.longest = max((len(name.split()) for name in names), default=0)
        self.firsts = frozenset(name.split()[0] for name in names)

    _WORD = re.compile(r"[^\W_]+(?:['’.-]+[^\W_]+)*(?:['’](?=\s))?")

    def find(self, text: str) -> list[Mention]:
        """Return every name in the text, in order; the longest spelling wins."""
        words = [(m.start(), m.end(), m.group().replace("’", "'")) for m in self._WORD.finditer(text)]
        out = []
        at = 0
        while at < len(words):
            if not words[at][2][0].isupper() and not words[at][2][0].isdigit():
                at += 1
                continue
            found = self._longest(words, at)
            if found is None:
                at += 1
                continue
            size, id_, owns = found
            out.append(Mention(words[at][0], words[at + size - 1][1], id_, owns))
            at += size
        return out

    def _longest(self, words: list[tuple[int, int, str]], at: int) -> tuple[int, str, bool] | None:
        first = words[at][2].upper()
        if first not in self.firsts and first.removesuffix("'S").rstrip("'") not in self.firsts:
            return None
        for size in range(min(self.longest, len(words) - at), 0, -1):
            chosen = words[at : at + size]
            name = " ".join(word[2] for word in chosen).upper()
            if name in self.ids and all(_is_name(word[2]) for word in chosen):
                return size, self.ids[name], False
            owner = name.removesuffix("'S") if name.endswith("'S") else name.rstrip("'")
            if owner != name and owner in self.ids and _is_name(chosen[0][2]):
                return size, self.ids[owner], True
        return None


def _is_name(word: str) -> bool:
    return not word[0].islower()

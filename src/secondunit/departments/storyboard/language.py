"""Plain reading of script text for staging: sentences, names, and the words that call for a kind of shot.

English word lists only; text in another language (or scrambled) finds nothing and gets neutral staging.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secondunit.core.script import Character

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "lt",
        "sgt",
        "col",
        "gen",
        "prof",
        "capt",
        "no",
        "vs",
        "etc",
        "jr",
        "sr",
        "a.m",
        "p.m",
    ]
)
_SENTENCE_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s)|\n+""")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return ranges (start, end) of the sentences; together they are the whole text, blanks included."""
    cuts = [0]
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if end >= len(text):
            break
        if found.group().strip():
            before = text[cuts[-1] : found.start()].rsplit(None, 1)
            word = before[-1].lower().lstrip("(\"'“") if before else ""
            if found.group() == "." and (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())):
                continue
            if text[end].islower():  # "Wait... what" and "No! he says" go on
                continue
        cuts.append(end)
    cuts.append(len(text))
    return [(a, b) for a, b in itertools.pairwise(cuts) if b > a]


def count_words(text: str) -> int:
    """Return the number of words."""
    return len(_WORD.findall(text))


def lexicon(words: str) -> re.Pattern[str]:
    """Compile a blank-separated list into one pattern; `_` stands for a blank, a final `*` for any ending."""
    parts = sorted((w.replace("_", r"\s+").replace("*", r"\w*") for w in words.split()), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


FAST = lexicon(
    "run runs running sprint* dash* race races racing chase* charge* leap* jump* dive dives dove slam* smash* crash* "
    "explode* explosion shatter* fight* punch* kick* hit hits strike* struck swing swings grab* snatch* hurl* "
    "throw throws fire fires shoot* shot_rings stab* tackle* fall falls falling tumble* roll rolls roar* burst* "
    "scramble* bolt bolts flee flees skid* swerve* screech* duck ducks lunge* attack* slip slips plunge* yank* drag*"
)
SLOW = lexicon(
    "slowly long_beat silence silent still waits waiting stare* gaze* quiet* pause* linger* sleeps drift* gentl* "
    "for_a_long for_a_moment beat nothing lingers settles breathes"
)
ENTER = lexicon(
    "enter* arrives come_in comes_in walks_in steps_in steps_inside bursts_in appears emerges exits leaves "
    "walks_out steps_out storms_out goes_out"
)
WALK = lexicon(
    "walk walks walking stroll* march* pace paces pacing trudge* stride strides striding wander* hike* "
    "hurry_along hurries_along climb climbs crosses side_by_side trot* limp*"
)
FACE = lexicon(
    "eyes tear tears smile smiles smiling grin* frown* face stares gazes blush* wince* cries weep* sob* "
    "swallow* blink* realize* realise* recognize* recognise* hesitates nods listens sees looks watches glance* breath"
)
HANDS = lexicon(
    "hand hands finger fingers pick_up picks_up hold* open opens write* pour* pull* push* turns_the press* lift* "
    "reach* take takes give gives hands_him hands_her touch* unfold* fold* light lights key keys dial* unlock* "
    "slide slides drop drops puts sets counts draws"
)
SIT = lexicon("sit sits sitting seated slumps sinks_into perched hunched_over")
LIES = lexicon("lie lies lying sleeps asleep sprawled unconscious on_her_back on_his_back collapsed")
MONSTER = lexicon(
    "monster* creature* beast* dragon* demon* giant kaiju leviathan serpent ogre troll behemoth tentacle* "
    "colossus hydra wyrm golem werewolf alien the_thing the_shape"
)
CROWD = lexicon(
    "crowd* crowded packed guests dancers patrons diners drinkers passengers commuters audience mob protesters "
    "customers onlookers revellers revelers shoppers extras regulars elbow_to_elbow full_of_people busy heaving "
    "wedding party"
)
POV = re.compile(
    r"\bP\.?O\.?V\b\.?|\bpoint of view\b|\bthrough (?:the |her |his |their )?(?:binoculars|scope|telescope|viewfinder"
    r"|keyhole|spyglass|peephole|crosshairs)\b",
    re.IGNORECASE,
)
SEE = re.compile(r"\b(?:she|he|they|we) (?:sees?|spots?|looks? (?:up|down|out) at)\b", re.IGNORECASE)
INSERT = re.compile(
    r"^\s*(?:INSERTS?|CLOSE(?:[ -]?UP)?(?: ON| OF)?|EXTREME CLOSE(?:[ -]?UP)?(?: ON| OF)?|DETAIL|TIGHT ON|MACRO)"
    r"\b\s*(?:[-–—:.]+|ON\b|OF\b)?\s*(?P<what>[^.:;\n]{0,60})",
    re.IGNORECASE,
)
_DETAIL_LEAD = re.compile(
    r"^\s*(?:the|a|an|her|his|their|on the|on a|in the|on her|on"
    r" his)\s+(?:[\w'’-]+\s+){0,3}?(?P<what>[\w'’-]+)\s*[:–—]"
    r"|^\s*(?:the|a|an|her|his)\s+(?:[\w'’-]+\s+){0,3}?(?P<verbed>[\w'’-]+)\s+"
    r"(?:reads|shows|says|rings|buzzes|glows|ticks|flickers|lights up|vibrates|stops ticking|is marked|bears"
    r"|displays)\b",
    re.IGNORECASE,
)
PROP = lexicon(
    "photograph* photo photos picture letter* note envelope key keys phone mobile cellphone telephone gun pistol "
    "revolver knife watch clock "
    "map book notebook diary ring locket coin* ticket screen label newspaper postcard compass "
    "lantern torch candle match matchbox radio badge card passport bottle glass cup mug bag suitcase box "
    "tape cassette camera wallet necklace bracelet medal page paper list receipt poster sign wheel dial lever button "
    "handle speedometer dashboard mirror feather stone pendant flashlight hand drawing blueprint tag plate doorknob"
)
CAR = lexicon("car cars truck taxi cab van suv sedan convertible pickup limousine jeep vehicle driving")
PHONE = lexicon("phone telephone receiver mobile cellphone on_the_line dials")
HOT = lexicon(
    "shout* yell* scream* angry angrily furious snap snaps snapping exploding crying sobbing whisper* intense breaking "
    "trembl* desperate* pleading hissing cold coldly barely bitter* quietly"
)
SHOT_LIKE = re.compile(
    r"^\s*(?:ANGLE|CLOSE|WIDE|TIGHT|INSERT|POV|OVER|CLOSE-UP|CU|ECU|MCU|REVERSE|BACK TO|ON)\b", re.IGNORECASE
)


def detail(sentence: str) -> str | None:
    """Return the object that a sentence shows closely ("The photograph: ...", "INSERT - A KEY"), or None."""
    found = INSERT.match(sentence)
    if found:
        return clean_prop(found.group("what")) or "detail"
    found = _DETAIL_LEAD.match(sentence)
    if found:
        noun = found.group("what") or found.group("verbed")
        prop = PROP.search(noun)
        return noun.lower() if prop else None
    return None


def clean_prop(words: str) -> str:
    """Return the object's name in lower case, without articles and owners."""
    text = re.sub(r"^(?:(?:on|of|the|a|an|her|his|their|my|'s)\s+)+", "", words.strip(" -–—:.,\"'()").lower())
    text = re.sub(r"^(?:[\w-]+['’]s\s+)", "", text)
    return re.sub(r"\s+(?:in|on|at|as|from|with|that|which|where)\b.*$", "", text).strip()


_GROUP = re.compile(
    r"(?:.* )?(?:CROWD|PEOPLE|MEN|WOMEN|CHILDREN|KIDS|GIRLS|BOYS|PATRONS|GUESTS|SOLDIERS|GUARDS|COPS|OFFICERS"
    r"|NURSES|STUDENTS|FANS|VILLAGERS|PASSENGERS|[A-Z]+(?:ERS|ORS|MEN|WOMEN|ISTS|GOERS)|EVERYONE|ALL|BOTH|OTHERS"
    r"|VOICES)\Z"
)


def is_group(name: str) -> bool:
    """Say whether a cue names several people at once."""
    return bool(_GROUP.match(name.upper().strip())) and name.upper() not in (
        "WALTERS",
        "PETERS",
        "SANDERS",
        "MYERS",
        "ROGERS",
    )


@dataclass(frozen=True)
class Cast:
    """Finds characters in text. Build once per script; names are matched as whole words in name case."""

    pattern: re.Pattern[str] | None
    ids: dict[str, str]
    gender: dict[str, float]

    @classmethod
    def of(cls, characters: Iterable[Character]) -> Cast:
        """Collect names and aliases; the longest name wins, so YOUNG MARA is not MARA."""
        ids: dict[str, str] = {}
        gender: dict[str, float] = {}
        for person in characters:
            if is_group(person.name):
                continue  # PATRONS are extras, nobody's single
            gender[person.id] = person.body.get("gender", 0.5)
            for name in (person.name, *person.aliases):
                key = " ".join(name.split()).upper()
                if len(key) > 1:
                    ids.setdefault(key, person.id)
        names = sorted(ids, key=lambda n: (-len(n), n))
        if not names:
            return cls(None, ids, gender)
        return cls(
            re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, names)) + r")(?![\w])", re.IGNORECASE), ids, gender
        )

    def mentions(self, text: str, any_case: bool = False) -> list[str]:
        """Return character ids in order of mention, each once. Lower-case words are not names."""
        if self.pattern is None:
            return []
        found: dict[str, None] = {}
        for hit in self.pattern.finditer(text):
            if any_case or not hit.group()[0].islower():
                found.setdefault(self.ids[hit.group().upper()])
        return list(found)

    def pronoun(self, text: str, recent: Sequence[str]) -> list[str]:
        """Return who "she", "he" or "they" at the start of the text means, given recent subjects."""
        start = re.match(r"\s*(?:then |and |now )?(she|he|her|his|they|both)\b", text, re.IGNORECASE)
        if not start or not recent:
            return []
        word = start.group(1).lower()
        if word in ("they", "both"):
            return list(recent[:2])
        female = word in ("she", "her")
        for one in recent:
            side = self.gender.get(one, 0.5)
            if side != 0.5 and (side < 0.5) == female:
                return [one]
        return [recent[0]]

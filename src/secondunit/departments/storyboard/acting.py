"""What people do in a shot, read from its words: poses, expressions, where they look."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondunit.core.shots import Shot
from secondunit.departments.storyboard import language
from secondunit.departments.storyboard.language import Cast, lexicon

# the first row that matches a clause wins; persistent postures stay until another one comes
_POSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("drive", lexicon("drives driving drive at_the_wheel behind_the_wheel steers brakes steering")),
    ("fight", lexicon("fight* punch* kick* struggles wrestl* grapple* strikes swings_at stab* tackle*")),
    ("fall", lexicon("falls falling fall tumbles trips slips plunges collapses thrown_down stumbles")),
    ("run", lexicon("run runs running sprint* dash dashes flees bolts races chases chasing charges")),
    (
        "lie",
        lexicon(
            "lies lie lying lies_down sleeps asleep sprawled unconscious on_her_back on_his_back dragged rolls_onto"
        ),
    ),
    ("crouch", lexicon("crouch* duck ducks hides squat* cower* huddle* digs_her_boots digs_his")),
    ("kneel", lexicon("kneel* knelt to_her_knees to_his_knees")),
    ("sit", lexicon("sits sit sitting seated sits_up slumps perched sinks_into lowers_himself lowers_herself")),
    ("stand", lexicon("stands standing stand rises gets_up gets_to_her_feet gets_to_his_feet leaps_up stood")),
    (
        "walk",
        lexicon(
            "walk walks walking stroll* march* pace paces trudge* strides wander* crosses enters leaves "
            "exits hurries steps comes follows goes limps approaches climbs descends"
        ),
    ),
    ("point", lexicon("point points pointing aims gestures_at")),
    ("reach", lexicon("reach reaches reaching grabs grab snatches stretches touches takes picks_up hands")),
    ("carry", lexicon("carry carries carrying pushes pushing hauls drags lifts pulls lugs wheels heaves")),
    ("hold", lexicon("hold holds holding clutches grips cradles raises lifts_his lifts_her opens reads turns_a")),
    ("lean", lexicon("leans leaning lean slouches")),
)
POSTURES = frozenset({"sit", "lie", "kneel", "crouch", "stand", "drive", "lean"})
_RANK = {"fight": 0, "fall": 1, "run": 2, "point": 3, "carry": 4, "reach": 5, "hold": 6, "walk": 7}
_GONE = lexicon(
    "runs_into goes_into disappears_into exits leaves walks_out storms_out runs_out goes_out drives_off walks_on "
    "disappears"
)
_CLAUSE = re.compile(r"[,;:]|\band\b|\bthen\b|\bas\b|\bwhile\b|[.!?…]+|--|–|—")

_SMILE = {"mouthSmileLeft": 0.6, "mouthSmileRight": 0.6, "cheekSquintLeft": 0.3, "cheekSquintRight": 0.3}
_ANGER = {
    "browDownLeft": 0.9,
    "browDownRight": 0.9,
    "noseSneerLeft": 0.3,
    "noseSneerRight": 0.3,
    "mouthFrownLeft": 0.3,
    "mouthFrownRight": 0.3,
}
_FEAR = {
    "eyeWideLeft": 0.8,
    "eyeWideRight": 0.8,
    "browInnerUp": 0.9,
    "mouthStretchLeft": 0.4,
    "mouthStretchRight": 0.4,
    "jawOpen": 0.15,
}
_SAD = {"browInnerUp": 0.9, "mouthFrownLeft": 0.6, "mouthFrownRight": 0.6, "eyeBlinkLeft": 0.2, "eyeBlinkRight": 0.2}
_SURPRISE = {"eyeWideLeft": 0.7, "eyeWideRight": 0.7, "browOuterUpLeft": 0.7, "browOuterUpRight": 0.7, "jawOpen": 0.3}
_SHOUT = {**_ANGER, "jawOpen": 0.75, "mouthUpperUpLeft": 0.4, "mouthUpperUpRight": 0.4}
_LAUGH = {
    **_SMILE,
    "mouthSmileLeft": 0.9,
    "mouthSmileRight": 0.9,
    "jawOpen": 0.35,
    "eyeSquintLeft": 0.5,
    "eyeSquintRight": 0.5,
}
_ASLEEP = {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}
_EXPRESSIONS: tuple[tuple[re.Pattern[str], Mapping[str, float]], ...] = (
    (lexicon("shout* yell* scream* roar* furious* bellow*"), _SHOUT),
    (lexicon("angr* sharp* snap* cold coldly bitter* hard glare* scowl* hiss*"), _ANGER),
    (lexicon("laugh* giggl* chuckle* cackle*"), _LAUGH),
    (lexicon("smil* grin* happy warm* cheer* teasing amused delighted joy*"), _SMILE),
    (lexicon("afraid scared fear* terrif* frightened panic* horror horrified trembl* nervous*"), _FEAR),
    (lexicon("sad* cry cries crying sob* weep* tear tears grief broken mournful* pleading"), _SAD),
    (lexicon("surpris* shock* gasp* stunned startled amazed astonish* disbelie* wide-eyed"), _SURPRISE),
    (lexicon("asleep sleeps sleeping unconscious dead eyes_closed closes_her_eyes closes_his_eyes"), _ASLEEP),
)
_SPEAKING = {"jawOpen": 0.22, "mouthFunnel": 0.15}
_LOOK_AWAY = re.compile(r"\blooks? (away|down|up|out|back|past|off|round|around)\b", re.IGNORECASE)
_LOOK_AT = re.compile(
    r"\b(?:looks?|stares?|gazes?|glances?|points?|turns?|peers?|squints?) (?:\w+ ){0,2}?"
    r"(?:at|to|toward|towards|into|along|over|on)\s+(?P<what>[\w' ’-]{2,40})",
    re.IGNORECASE,
)


@dataclass
class Doing:
    """What one person does in one shot."""

    posture: str = "stand"  # what lasts
    act: str = ""  # what passes: run, reach, ...
    looks: str = ""  # "up", "down", "away", "out", "back" or "at:<words>"
    gone: bool = False  # leaves at the end of the shot
    words: str = ""  # the clauses about this person


def read(text: str, cast: Cast, recent: Sequence[str], postures: Mapping[str, str]) -> dict[str, Doing]:
    """Return what each named (or meant) person does in a piece of action text, clause by clause."""
    out: dict[str, Doing] = {}
    subject: list[str] = []
    memory = list(recent)
    if cast.pattern is not None:  # "Mara and June sit": one subject of two people, not two clauses
        names = cast.pattern.pattern
        text = re.sub(rf"({names}) and ({names})", r"\1 & \2", text, flags=re.IGNORECASE)
    for start, end in language.sentences(text):
        sentence = text[start:end]
        for number, clause in enumerate(_CLAUSE.split(sentence)):
            if not clause.strip():
                continue
            named = cast.mentions(clause)
            first_verb = min((m.start() for _, p in _POSES if (m := p.search(clause))), default=len(clause))
            leading = cast.mentions(clause[:first_verb])
            pronoun = cast.pronoun(clause, memory)
            if leading:
                subject = leading
            elif pronoun:
                subject = pronoun
            elif number == 0 and named:
                subject = named[:1]
            elif number == 0 and not named:
                subject = []
            for one in subject:
                if one in memory:
                    memory.remove(one)
                memory.insert(0, one)
                doing = out.setdefault(one, Doing(postures.get(one, "stand")))
                doing.words += " " + clause
                _read_clause(clause, doing)
            for one in named:
                out.setdefault(one, Doing(postures.get(one, "stand")))
    return out


def _read_clause(clause: str, doing: Doing) -> None:
    for pose, pattern in _POSES:
        if not pattern.search(clause):
            continue
        if pose in POSTURES:
            doing.posture = pose
        elif not doing.act or _RANK[pose] < _RANK.get(doing.act, 9):
            doing.act = pose
        if pose in ("walk", "run") and doing.posture in ("sit", "lie", "kneel", "crouch", "lean"):
            doing.posture = "stand"
        break
    if away := _LOOK_AWAY.search(clause):
        doing.looks = away.group(1).lower()
    if at := _LOOK_AT.search(clause):
        doing.looks = "at:" + at.group("what").strip()
    if _GONE.search(clause):
        doing.gone = True


def expression(words: str, speaks: bool, spoken: str = "") -> dict[str, float]:
    """Return facial actions for what a person's clauses, parentheticals and spoken words say."""
    face: dict[str, float] = {}
    for pattern, values in _EXPRESSIONS:
        if pattern.search(words):
            face.update(values)
            break
    if not face and spoken.count("!") >= 1:
        face.update(
            _SHOUT
            if spoken.count("!") > 1 or spoken.isupper()
            else {"browDownLeft": 0.5, "browDownRight": 0.5, "jawOpen": 0.4}
        )
    if speaks:
        for key, value in _SPEAKING.items():
            face[key] = max(face.get(key, 0.0), value)
    return face


def parentheticals(shot: Shot, name: str) -> str:
    """Return what the parentheticals of a speaker in this shot say."""
    out = [m for who, words in shot.dialogue if who == name for m in re.findall(r"\(([^)]*)\)", words)]
    return " ".join(out)


def spoken(shot: Shot, name: str) -> str:
    """Return what a speaker says in this shot, without parentheticals."""
    return " ".join(re.sub(r"\([^)]*\)", "", words) for who, words in shot.dialogue if who == name).strip()

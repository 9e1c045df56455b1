"""Pacing as data: rhythm, voices, turning points, emotion, tension, running time and suggestions to the writer.

Positions are shares of the script by pages, 0 at the first line and 1 at the end. Pages of a script are counted in
eighths. Seconds are screen time as the running-time model sees it, so their sum over scenes is the estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from secondunit.core.pages import eighths_text

NO_COUNTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ScenePace:
    """One scene in figures. `valence` is -1 dark to 1 bright, `tension` 0 to 1; both are compared within a script."""

    id: str  # Scene.id
    number: str
    heading: str
    setting: str  # "INT", "EXT", "INT/EXT" or ""
    place: str
    location: str  # Location.id
    time: str  # as in Scene
    page: int  # page on which it starts; 1 is the first page of the body
    label: str  # printed label of that page
    eighths: int
    seconds: float
    dialogue_words: int
    action_words: int
    dialogue_share: float  # of the scene's words, 0 to 1; 0 for a scene without words
    speeches: int
    longest_speech: int  # words
    speakers: tuple[str, ...]  # character ids in order of their first speech, heard or seen
    characters: tuple[str, ...]  # ids of all who are seen or heard
    valence: float
    tension: float
    start: float  # position
    end: float  # position
    cuts: float  # scene changes a minute around this scene
    flags: tuple[str, ...] = ()  # as in Scene

    @property
    def length(self) -> str:
        """The length in pages and eighths."""
        return eighths_text(self.eighths)


@dataclass(frozen=True, slots=True)
class Voice:
    """One character over the script. Named characters without words are there too, with zeros."""

    character: str  # Character.id
    name: str
    words: int
    lines: int  # printed lines of dialogue
    speeches: int
    share: float  # of all spoken words, 0 to 1
    seconds: float  # estimated screen time: all of a scene in which they speak, half of one in which they do not
    scenes: tuple[str, ...]
    first: str  # scene id; "" for a character in no scene
    last: str
    longest_absence: float  # longest stretch between two appearances, as a share of the script
    absence: tuple[str, str] = ("", "")  # the scenes before and after that stretch
    gender: str = ""  # "female", "male" or "" where the script does not state it


@dataclass(frozen=True, slots=True)
class Pair:
    """Two characters who talk to each other: their speeches follow one another in a scene."""

    a: str  # character ids, in the order of the voices
    b: str
    exchanges: int  # how often one answers the other
    words: int  # words of those speeches
    scenes: tuple[str, ...]


class TurningKind(StrEnum):
    """The five turning points of a film, in order (Papalampidi and others 2019)."""

    OPPORTUNITY = "opportunity"
    CHANGE_OF_PLANS = "change of plans"
    NO_RETURN = "point of no return"
    SETBACK = "major setback"
    CLIMAX = "climax"


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A scene at which the story seems to turn. `confidence` 0 to 1 compares it with the other scenes near by."""

    kind: TurningKind
    scene: str
    position: float  # of the scene's middle
    expected: float  # the usual position
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Arc:
    """The emotional arc: `points` along equal steps of the script, -1 to 1, with the nearest of six shapes.

    `read` is False where the language's words are not known; then points and shape are empty.
    """

    read: bool
    points: tuple[float, ...]
    shape: str  # one of the six shapes of Reagan and others (2016); "" where none is near
    correlation: float  # with that shape, -1 to 1
    others: tuple[tuple[str, float], ...] = ()  # all shapes, best first


@dataclass(frozen=True, slots=True)
class Runtime:
    """Estimated running time without credits, in minutes, with the 80 % interval and the model in words."""

    minutes: float
    low: float
    high: float
    wanted: int  # minutes asked for; 0 for none
    pages: float
    model: str


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat of a structure template in this script. `scene` is the one that plays at `position`."""

    name: str
    position: float  # where the template has it; the middle of a stretch
    start: float
    end: float
    page: float  # the page of `position`, 1 is the first
    scene: str
    turning: TurningKind | None = None  # the turning point that it should meet
    found: str = ""  # the scene of this script's turning point
    deviation: float = 0.0  # found minus template, as a share of the script
    deviation_pages: float = 0.0


@dataclass(frozen=True, slots=True)
class Structure:
    """A template laid over the script: acts as (name, start, end) and beats; `fit` is the mean absolute deviation."""

    name: str
    acts: tuple[tuple[str, float, float], ...]
    beats: tuple[Beat, ...]
    fit: float


@dataclass(frozen=True, slots=True)
class Talk:
    """Representation as facts: who has a name, who talks to whom, how the words fall. `gender` as in Voice."""

    named: Mapping[str, int] = field(default_factory=lambda: NO_COUNTS)  # gender -> people
    words: Mapping[str, int] = field(default_factory=lambda: NO_COUNTS)  # gender -> words
    women_talk: tuple[str, ...] = ()  # scenes in which two named women talk to each other
    not_about_men: tuple[str, ...] = ()  # those of them in which that talk names no man of the script and no he or him


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to consider, with its reason in figures. The writer accepts or refuses it; no words are rewritten.

    `id` is stable: the same finding in the same scenes keeps it when something else in the script changes.
    """

    id: str  # 10 hex digits
    kind: str
    severity: str  # "note", "consider" or "strong"
    scenes: tuple[str, ...]
    text: str
    effect: str
    pages: tuple[str, ...]  # length of each scene in pages and eighths
    saves: float = 0.0  # minutes of running time that the effect expects to save


@dataclass(frozen=True, slots=True)
class Pacing:
    """The pacing of a script. `facts` are figures by name; `notes` say what could not be read and why."""

    scenes: tuple[ScenePace, ...]
    voices: tuple[Voice, ...]  # most words first
    turning: tuple[TurningPoint, ...]
    suggestions: tuple[Suggestion, ...]  # in the order of the script
    arc: Arc
    runtime: Runtime
    structures: tuple[Structure, ...]
    pairs: tuple[Pair, ...]  # most exchanges first
    facts: Mapping[str, float]
    talk: Talk
    notes: tuple[str, ...] = ()

    def name_of(self, character: str) -> str:
        """Return the name of a character, or the id where it is unknown."""
        return next((each.name for each in self.voices if each.character == character), character)

    def matrix(self) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
        """Return (character ids, one row a scene): 2 speaks, 1 seen or heard of in the scene, 0 not there."""
        ids = tuple(each.character for each in self.voices)
        rows = tuple(
            tuple(2 if id_ in scene.speakers else 1 if id_ in scene.characters else 0 for id_ in ids)
            for scene in self.scenes
        )
        return ids, rows

"""Shots in the field's words: size, angle, height, move, lens, and the text that each one covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Size(StrEnum):
    """Shot sizes by what the frame cuts (body landmarks)."""

    ECU = "ECU"  # eyes or one detail
    CU = "CU"  # head to collar
    MCU = "MCU"  # chest up
    MS = "MS"  # waist up
    COWBOY = "COWBOY"  # mid-thigh up
    FS = "FS"  # head to toe
    WS = "WS"  # figure in its place
    EWS = "EWS"  # place with a small figure
    INSERT = "INSERT"  # an object or detail


class Angle(StrEnum):
    """Camera height against the subject's eyes."""

    EYE = "eye"
    LOW = "low"
    HIGH = "high"
    OVERHEAD = "overhead"
    WORM = "worm"


class Move(StrEnum):
    """Camera moves."""

    STATIC = "static"
    PAN = "pan"
    TILT = "tilt"
    DOLLY_IN = "dolly in"
    DOLLY_OUT = "dolly out"
    TRUCK = "truck"
    PEDESTAL = "pedestal"
    CRANE = "crane"
    ORBIT = "orbit"
    FOLLOW = "follow"
    HANDHELD = "handheld"
    ZOOM = "zoom"


class Setup(StrEnum):
    """Why the shot exists: the idiom it belongs to."""

    ESTABLISHING = "establishing"
    MASTER = "master"
    TWO_SHOT = "two-shot"
    OTS = "over the shoulder"
    SINGLE = "single"
    REACTION = "reaction"
    INSERT = "insert"
    POV = "pov"
    GROUP = "group"
    FOLLOW = "follow"
    ACTION = "action"
    MONTAGE = "montage"


@dataclass(frozen=True, slots=True)
class Cover:
    """A piece of text that a shot covers: element index and character range in its text."""

    element: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot of the list. Ids are stable over re-runs: `sc010_sh0020`."""

    id: str
    scene: str
    setup: Setup
    size: Size
    angle: Angle
    move: Move
    lens: float  # focal length in mm for a 36 mm wide sensor
    subjects: tuple[str, ...]  # character ids; first is the principal
    foreground: str | None  # shoulder in an over-the-shoulder shot
    prop: str | None  # object of an insert
    covers: tuple[Cover, ...]
    action: str
    dialogue: tuple[tuple[str, str], ...]  # (speaker name, words)
    duration: int  # frames at the production's rate
    origin: str = "rules"  # "rules", "writer" (a [[shot: ...]] note) or "user" (edited by a person)
    note: str = ""  # the writer's words for a stated shot
    changes: Mapping[str, str] = field(default_factory=dict)  # what a retake note asked for

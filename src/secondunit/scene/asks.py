"""What a shot asks of the camera solver, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from secondunit.core.shots import Angle, Setup, Size
from secondunit.scene.framing import Landmarks
from secondunit.scene.layout import Camera, Vec3

LADDER = (Size.ECU, Size.CU, Size.MCU, Size.MS, Size.COWBOY, Size.FS, Size.WS, Size.EWS)
WEIGHTS = {
    "framing": 3.0,
    "occlusion": 6.0,
    "geometry": 20.0,
    "bounds": 2.0,
    "axis": 4.0,
    "thirty": 1.2,
    "face": 3.0,
    "room": 1.0,
    "taste": 0.6,
    "repeat": 2.5,
    "near": 5.0,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A body that the frame is about: its landmarks and where its face is turned (degrees)."""

    marks: Landmarks
    facing: float


@dataclass(frozen=True, slots=True)
class Box:
    """A thing that the frame is about: centre and full size, metres."""

    centre: Vec3
    size: Vec3


@dataclass(frozen=True)
class Ask:
    """What a shot wants. `exact_lens` keeps the lens; `offset` 0..n picks another vantage for another take."""

    setup: Setup
    size: Size
    angle: Angle
    lens: float
    subjects: tuple[Subject, ...] = ()
    foreground: Subject | None = None
    thing: Box | None = None
    side: float = 1.0  # +1: camera left of the axis as seen along it
    axis: tuple[Vec3, Vec3] | None = None
    others: tuple[Landmarks, ...] = ()  # bodies that may be in the way
    previous: Camera | None = None
    previous_size: Size | None = None
    exact_lens: bool = False
    exact_size: bool = False
    bearings: tuple[float, ...] = ()  # world bearings subject -> camera to try (car shots); else by idiom
    prefer: float = 35.0  # degrees off the face that this take likes
    aspect: float = 16.0 / 9.0
    scenery: tuple[Vec3, ...] = ()  # points of the place that a wide shot should show
    eye_from: Vec3 | None = None  # a POV: the camera stands here
    outside: float = 3.0  # metres beyond the bounds that wild walls allow
    lift: float = 0.0  # metres that this take is higher (or lower) than usual
    headroom: float = 0.0  # added to the usual room above the head, in screen units
    variant: int = 0  # which of equal compositions comes first
    avoid: tuple[Camera, ...] = ()  # cameras of other takes: a director wants to compare


@dataclass(frozen=True)
class Solution:
    """The camera, the walls that it needs to be wild, and the terms of its score."""

    camera: Camera
    size: Size | None
    terms: dict[str, float]
    wild: str = ""
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The weighted sum."""
        return sum(WEIGHTS[k] * v for k, v in self.terms.items())


@dataclass
class Candidate:
    """A camera on trial."""

    camera: Camera
    size: Size | None
    taste: float
    notes: tuple[str, ...] = ()
    terms: dict[str, float] = field(default_factory=dict)

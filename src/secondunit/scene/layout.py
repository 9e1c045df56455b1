"""A shot's layout as plain data: what stands where, who poses how, where the camera is.

It is JSON inside a recipe, so it is the identity of a stage. No numpy here: planning must stay light.
Units: metres, degrees, millimetres for lenses; Z up; heading 0 looks along +X (see `mesh`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Vec3 = tuple[float, float, float]
Param = float | str | bool


@dataclass(frozen=True, slots=True)
class Placement:
    """A kit piece on the stage. `span` is the script text it came from: why is this here?"""

    piece: str  # key of the kit registry
    name: str  # unique in the shot, a valid USD prim name
    position: Vec3 = (0.0, 0.0, 0.0)
    heading: float = 0.0
    scale: float = 1.0
    params: Mapping[str, Param] = field(default_factory=dict)
    span: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A body on the stage. `position` is the floor point under the pelvis; seats raise the pelvis by `params`."""

    name: str  # prim name, for example the character id
    label: str  # name shown on the board; "" for extras
    body: Mapping[str, float]  # phenotype, see core.script.Character
    wardrobe: Mapping[str, str]
    pose: str  # key of the pose registry
    position: Vec3
    heading: float = 0.0
    pose_params: Mapping[str, Param] = field(default_factory=dict)  # seat_height, phase, hand, seed
    look_at: Vec3 | None = None  # the head turns this way, within its limits
    expression: Mapping[str, float] = field(default_factory=dict)  # facial action -> 0..1
    extra: bool = False  # crowd: drawn with the coarse body


@dataclass(frozen=True, slots=True)
class CameraMove:
    """A move drawn as an arrow and rendered from its start. `kind` is a value of core.shots.Move."""

    kind: str
    end_position: Vec3
    end_target: Vec3


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera looking from `position` to `target`, +Z up, turned by `roll` degrees."""

    position: Vec3
    target: Vec3
    focal_length: float = 35.0  # mm
    sensor_width: float = 36.0  # mm
    roll: float = 0.0
    move: CameraMove | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """The key: direction the light travels to, and how the board is toned."""

    mood: str = "day"  # "day", "night", "dusk", "interior", "interior-night"
    direction: Vec3 = (-0.5, -0.4, -0.8)
    practicals: tuple[Vec3, ...] = ()  # lamps, headlights, fires in the set


@dataclass(frozen=True, slots=True)
class ShotLayout:
    """Everything on one stage."""

    shot: str
    scene: str
    placements: tuple[Placement, ...]
    figures: tuple[Figure, ...]
    camera: Camera
    light: Light
    width: int = 960
    height: int = 540
    focus: tuple[str, ...] = ()  # names of figures or placements that the shot is about


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot where a body can be: floor point, heading, pose that fits it and the seat height if any."""

    name: str
    position: Vec3
    heading: float
    pose: str = "stand"
    seat_height: float = 0.0
    of: str = ""  # the placement it belongs to


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A dressed set for one location: pieces, marks for the cast, and where cameras may stand."""

    location: str
    kind: str  # template: "room", "street", "car", "landscape", ...
    interior: bool
    placements: tuple[Placement, ...]
    marks: tuple[Mark, ...]  # best first
    bounds: tuple[Vec3, Vec3]  # free space for cast and camera; beyond it are walls
    light: Light
    hero: str = ""  # placement that an establishing shot should show
    props: Mapping[str, str] = field(default_factory=dict)  # word in the script -> placement name

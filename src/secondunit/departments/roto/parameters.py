"""What a person can set for the roto department; CLI options and forms come from these fields."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.parameters import setting

MATTES = ("soft", "hard", "closed_form", "knn", "large_kernel")
LEARNERS = ("none", "shotnet")
SCREENS = ("none", "auto", "green", "blue")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings with their defaults; `core.parameters.parse` reads them from `--set key=value` words."""

    width: int = setting(854, "width in pixels at which masks are carried; the edge is refined at full size", 64, 4096)
    matte: str = setting("soft", "how the edge becomes a matte: soft as carried, hard, or by a matting for hair and "
                                 "fine parts, which takes seconds a frame", choices=MATTES)  # fmt: skip
    screen: str = setting("none", "key a screen instead of carrying keys: its colour, or auto", choices=SCREENS)
    learner: str = setting("none", "also learn the shot from its keys, minutes on a processor, for what moves fast or "
                                   "is hidden; needs PyTorch", choices=LEARNERS)  # fmt: skip
    steps: int = setting(420, "most steps that the learner takes", 10, 10_000)
    feather: float = setting(0.0, "pixels by which the edge is softened", 0, 100)
    shift: float = setting(0.0, "pixels by which the edge moves outward, or inward below 0", -50, 50)
    cuts: bool = setting(True, "look for cuts inside the plate and carry nothing across them")
    foreground: bool = setting(True, "also write the object's own colours, free of the ground")
    exr: bool = setting(False, "write mattes as OpenEXR too; always done for plates of OpenEXR")
    cryptomatte: bool = setting(False, "also write the objects as a Cryptomatte, an OpenEXR a frame")
    curves: bool = setting(True, "also write the masks as shapes for Nuke, Silhouette, Fusion and After Effects")
    preview: bool = setting(True, "also write a film to look at")
    profile: str = setting("film", "whose thresholds the mattes are checked against")

"""What a person can set for the roto department; CLI options and forms come from these fields."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.parameters import setting

MATTES = ("soft", "hard", "closed_form", "knn", "large_kernel")
LEARNERS = ("none", "shotnet")
SCREENS = ("none", "auto", "green", "blue", "red", "luma", "difference")
CLEAN = ("frame", "shot")
DESPILLS = ("none", "average", "maximum", "minimum", "first", "second", "double_first", "double_second")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings with their defaults; `core.parameters.parse` reads them from `--set key=value` words."""

    width: int = setting(854, "width in pixels at which masks are carried; the edge is refined at full size", 64, 4096)
    matte: str = setting("soft", "how the edge becomes a matte: soft as carried, hard, or by a matting for hair and "
                                 "fine parts, which takes seconds a frame", choices=MATTES)  # fmt: skip
    steady: float = setting(0.7, "how much a soft edge takes from the frames before and after, where motion, colour "
                                 "and edge agree: takes chatter out", 0, 1)  # fmt: skip
    screen: str = setting("none", "key every frame instead of carrying keys: by the colour of a screen (auto finds "
                                  "it), by brightness (luma) or by what a clean plate does not show (difference)",
                          choices=SCREENS)  # fmt: skip
    clean_plate: str = setting("frame", "of a screen: where its empty colour is read, in each frame or once in the "
                                        "shot, for a camera that stands still; --clean-plate goes first",
                               choices=CLEAN)  # fmt: skip
    low: float = setting(-1.0, "of a key: the value that becomes 0; below 0 it is found from the grain, 0.2 of luma",
                         -1, 1)  # fmt: skip
    high: float = setting(-1.0, "of a key: the value that becomes 1; below 0 it is 0.98 of a screen, 0.8 of luma, of a "
                                "difference found from the grain", -1, 1)  # fmt: skip
    softness: float = setting(0.0, "of a key: how far the ramp from low to high is rounded at both ends", 0, 1)
    invert: bool = setting(False, "of a luma key: key the darkness")
    despill: str = setting("average", "of a screen: what its channel may be at most in the colours, by the other two "
                                      "in the order red, green, blue", choices=DESPILLS)  # fmt: skip
    despill_amount: float = setting(1.0, "of a screen: how much of what is beyond that goes", 0, 1)
    keep_luminance: float = setting(0.5, "of a screen: how much of the brightness lost so comes back as white", 0, 1)
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

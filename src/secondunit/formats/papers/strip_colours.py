"""The colours of strips, as boards have them: white, yellow, blue, green, and black for the end of a day.

Printed in grey they differ in tone where they can; the words INT, EXT, DAY and NIGHT stand on every strip as well.
"""

from __future__ import annotations

from secondunit.core.schedule import DayKind, Light, Strip

Colour = tuple[float, float, float]  # sRGB, 0..1
INT_DAY: Colour = (1.0, 1.0, 1.0)
EXT_DAY: Colour = (1.0, 0.93, 0.45)
INT_NIGHT: Colour = (0.62, 0.78, 0.95)
EXT_NIGHT: Colour = (0.60, 0.86, 0.62)
DAWN_DUSK: Colour = (0.98, 0.76, 0.66)
BANNER: Colour = (0.86, 0.86, 0.86)
SHELF: Colour = (0.36, 0.36, 0.36)  # totals, strips without a day
DAY_END: Colour = (0.13, 0.13, 0.13)
SCENES: tuple[tuple[str, Colour], ...] = (
    ("INT day", INT_DAY), ("EXT day", EXT_DAY), ("INT night", INT_NIGHT), ("EXT night", EXT_NIGHT),
    ("dawn, dusk", DAWN_DUSK),
)  # fmt: skip
LEGEND = (*SCENES, ("banner", BANNER), ("end of day", DAY_END))
_NIGHT = ("NIGHT", "EVENING", "MIDNIGHT")
_TURN = ("DAWN", "BEFORE DAWN", "DUSK", "SUNRISE", "SUNSET", "MAGIC HOUR")


def colour(setting: str, time: str, light: Light = Light.ANY) -> Colour:
    """Return the colour of a scene: where it plays and when; dawn and dusk have their own."""
    words = time.upper().strip()
    if light in (Light.DAWN, Light.DUSK) or words in _TURN:
        return DAWN_DUSK
    outside = setting.upper().startswith("EXT")
    if light is Light.NIGHT or words in _NIGHT:
        return EXT_NIGHT if outside else INT_NIGHT
    return EXT_DAY if outside else INT_DAY


def colour_of(strip: Strip) -> Colour:
    """Return a strip's colour; banners are grey."""
    return BANNER if strip.kind == "banner" else colour(strip.setting, strip.time, strip.light)


def hex_of(colour: Colour) -> str:
    """Return `#rrggbb`."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


KINDS = {DayKind.DAY: "day", DayKind.SPLIT: "split", DayKind.NIGHT: "night"}

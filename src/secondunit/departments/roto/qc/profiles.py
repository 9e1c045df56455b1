"""Thresholds by delivery: read from `profiles.toml`, or from a file of a production's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from secondunit.core.errors import ConfigError, NotFound

HERE = Path(__file__).with_name("profiles.toml")
PIXELS = ("chatter", "softness_step", "hole_size", "island_size")  # lengths, given for 1080 lines
MEASURED = (*PIXELS, "coverage_jump", "core_noise", "outside_noise", "steadiness", "edge_touch")
LINES = 1080
FINEST = {"chatter": (0.2, 0.4), "hole_size": (1.5, 2.5), "island_size": (1.5, 2.5)}  # pixels: see `at`


@dataclass(frozen=True)
class Threshold:
    """The value above which a person should look, and the one above which the matte is to be redone."""

    warn: float
    fail: float


@dataclass(frozen=True)
class Profile:
    """A delivery: its name, what it is for in words, and a threshold for each measure judged."""

    name: str
    words: str
    thresholds: Mapping[str, Threshold]

    def at(self, lines: int) -> Mapping[str, Threshold]:
        """Return the thresholds for a plate of so many lines.

        Lengths follow the size of the picture, as an eye does that sees all of it; but no finer than labels of whole
        pixels can be told apart, which matters for plates of fewer than some 450 lines.
        """
        scale = lines / LINES
        out = dict(self.thresholds)
        for name in out.keys() & set(PIXELS):
            warn, fail = FINEST.get(name, (0.0, 0.0))
            out[name] = Threshold(max(out[name].warn * scale, warn), max(out[name].fail * scale, fail))
        return out


def names(path: Path = HERE) -> list[str]:
    """Return the names of the profiles in a file."""
    return [name for name in _read(path) if name != "version"]


def profile(name: str, path: Path = HERE) -> Profile:
    """Read one profile. Raises NotFound for a name that is not there, ConfigError for a file that says no sense."""
    data = _read(path)
    table = data.get(name)
    if not isinstance(table, dict):
        raise NotFound(f"there is no QC profile {name!r}", hint="known: " + ", ".join(names(path)))
    thresholds = {}
    for key, value in table.items():
        if key == "words":
            continue
        if key not in MEASURED:
            raise ConfigError(f"QC profile {name}: nothing called {key!r} is measured",
                              hint="measured are " + ", ".join(MEASURED))  # fmt: skip
        if not isinstance(value, dict) or set(value) != {"warn", "fail"} or not all(
            isinstance(v, (int, float)) and not isinstance(v, bool) and 0 <= v < 1e9 for v in value.values()
        ) or value["warn"] > value["fail"]:
            raise ConfigError(f"QC profile {name}: {key} needs warn and fail, numbers from 0, warn not above fail",
                              hint=f"like {key} = {{ warn = 0.1, fail = 0.3 }}")  # fmt: skip
        thresholds[key] = Threshold(float(value["warn"]), float(value["fail"]))
    return Profile(name, str(table.get("words", "")), thresholds)


def _read(path: Path) -> dict[str, object]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} cannot be read: {error}", hint="see profiles.toml of the roto department"
                          ) from error  # fmt: skip
    except OSError as error:
        raise NotFound(f"there is no file {path}", hint="check the path") from error
    if data.get("version") != 1:
        raise ConfigError(f"{path.name} is of version {data.get('version')!r}, this program reads 1",
                          hint="write version = 1 at its top")  # fmt: skip
    return data

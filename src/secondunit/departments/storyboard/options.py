"""What a person can set for a shot list."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Options:
    """`count` asks for so many shots in the whole script, `per_scene` in each scene; both exactly."""

    count: int | None = None
    per_scene: int | None = None
    density: float = 1.0  # 0.25 few long shots .. 3 many short ones
    max_lines: int = 3  # speeches in one shot
    seed: int = 0
    fps: float = 24.0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        for name in ("count", "per_scene"):
            value = getattr(self, name)
            if value is not None and not 1 <= value <= 100_000:
                raise InputError(
                    f"{name} must be from 1 to 100000, not {value}", hint="leave it out for the usual number"
                )
        if not 0.25 <= self.density <= 3.0:
            raise InputError(
                f"density must be from 0.25 to 3, not {self.density}", hint="1 is the usual number of shots"
            )
        if not 1 <= self.max_lines <= 20:
            raise InputError(f"max_lines must be from 1 to 20, not {self.max_lines}")
        if not 1.0 <= self.fps <= 240.0:
            raise InputError(f"fps must be from 1 to 240, not {self.fps}")

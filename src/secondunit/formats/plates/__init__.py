"""Plates in: folders of frames and videos, read one frame at a time, whatever their kind."""

from __future__ import annotations

from pathlib import Path

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.plates.plate import Plate, PlateFacts, PlateFrame


def open_plate(path: Path) -> Plate:
    """Open a folder of frames or a video as a plate.

    NotFound when nothing is there; InputError for what is no plate, for frames of several sizes or kinds, and for a
    frame that cannot be read (when it is read).
    """
    if path.is_dir():
        from secondunit.formats.plates.folder import FramePlate

        return FramePlate(path)
    if not path.exists():
        raise NotFound(f"there is no plate {path}", hint="give a folder of frames or a video")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty", hint="export it again")
    from secondunit.formats.plates.video import VideoPlate

    return VideoPlate(path)


__all__ = ["Plate", "PlateFacts", "PlateFrame", "open_plate"]

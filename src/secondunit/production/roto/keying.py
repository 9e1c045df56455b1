"""What helps a keyer, taken in as sources: a clean plate, and masks of what is surely outside or inside."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from secondunit.core.errors import InputError, NotFound

if TYPE_CHECKING:
    from secondunit.formats.plates import Plate
    from secondunit.production.folder import Production

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".exr", ".dpx")


def take_clean(production: Production, path: Path, plate: Plate, title: str, by: str, source_type: str) -> str:
    """Take a clean plate in and return its digest: a picture, a folder of frames or a video.

    NotFound when nothing is there; InputError unless it has the plate's size and coding, and one frame or as many
    as the plate.
    """
    from secondunit.formats.plates import open_plate

    if not path.exists():
        raise NotFound(f"there is no clean plate {path}", hint="give a picture, a folder of frames or a video")
    with tempfile.TemporaryDirectory(prefix="clean.", dir=production.store.hidden) as room:
        if path.is_file() and path.suffix.lower() in PICTURES:
            shutil.copyfile(path, Path(room) / f"clean{path.suffix.lower()}")
            path = Path(room)
        clean = open_plate(path)
        ours, theirs = plate.facts, clean.facts
        if (theirs.width, theirs.height) != (ours.width, ours.height):
            raise InputError(f"the clean plate is {theirs.width}x{theirs.height}, the plate {ours.width}x{ours.height}",
                             hint="give it at the plate's size")  # fmt: skip
        if theirs.linear != ours.linear:
            raise InputError("clean plate and plate are not both scene-linear", hint="give both as OpenEXR, or neither")
        if len(clean) not in (1, len(plate)):
            raise InputError(f"the clean plate has {len(clean)} frames, the plate {len(plate)}",
                             hint="give one picture for all frames, or one frame for each")  # fmt: skip
        clean.read(0)
        taken = production.intake.import_(path, by=by, title=title, source_type=source_type)
    return str(taken["digest"])


def take_masks(production: Production, path: Path, plate: Plate, title: str, by: str) -> str:
    """Take soft masks of some frames in and return their digest; each holds until the next.

    Masks are a folder of pictures named like frames, or shapes. NotFound and InputError as of `keys.read_mattes`;
    InputError for masks that are all empty.
    """
    from secondunit.production.roto.desk import KEYS_ARE, NOBODY
    from secondunit.production.roto.keys import read_mattes
    from secondunit.scene.passes import write_png

    with tempfile.TemporaryDirectory(prefix="masks.", dir=production.store.hidden) as room:
        before, covers = None, False
        for index, mask in read_mattes(path, plate):
            levels = np.rint(mask * 255).astype(np.uint8)
            covers |= bool(levels.any())
            if before is None or not np.array_equal(levels, before):  # shapes that rest are one mask
                write_png(Path(room) / f"{index:06d}.png", levels)
            before = levels
        if not covers:
            raise InputError(f"the masks in {path.name} cover nothing", hint="paint white what they are to cover")
        taken = production.intake.import_(Path(room), by=by, title=title, source_type=KEYS_ARE, source=NOBODY)
    return str(taken["digest"])


def take_in(
    production: Production, given: Mapping[str, Path | None], plate: Path, title: str, *, by: str, source_type: str = ""
) -> dict[str, str]:
    """Take in what was given by the roles `clean`, `garbage` and `holdout`; return their digests by role."""
    from secondunit.formats.plates import open_plate

    found: dict[str, str] = {}
    opened = open_plate(plate)
    for role, path in given.items():
        if path is None:
            continue
        if role == "clean":
            found[role] = take_clean(production, path, opened, f"clean plate of {title}", by, source_type)
        else:
            found[role] = take_masks(production, path, opened, f"{role} matte of {title}", by)
    return found

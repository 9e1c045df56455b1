"""Painted frames, taken in: a person's work on a plate, which shows whom the plate shows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from secondunit.core.errors import InputError
from secondunit.core.rights import Source

if TYPE_CHECKING:
    from secondunit.formats.plates import Plate
    from secondunit.production.folder import Production

PAINTED_IS = "humanEdits"


def as_plate(production: Production, source: str) -> Source:
    """Return what is known of a plate's source, as it holds for what was painted on its frames."""
    book = production.shop.gate.register.book()
    of = next((item for item in book.sources if item.id == source), Source(source))
    return Source("", owner=of.owner, licence=of.licence, contains_persons=of.contains_persons,
                  confidential=of.confidential, personal_data=of.personal_data, third_party=of.third_party)  # fmt: skip


def take_painted(production: Production, path: Path, plate: Plate, title: str, known: Source, by: str) -> str:
    """Take one painted frame in, as 8-bit PNG, and return its digest. InputError unless it fits the plate."""
    from secondunit.departments.plates.pixels import as_bytes
    from secondunit.formats.plates.folder import read_picture
    from secondunit.scene.passes import write_png

    frame = read_picture(path)
    if frame.linear or plate.facts.linear:
        raise InputError("painting is done on display colours, not on scene-linear light",
                         hint="give plate and painted frames as PNG, or the plate as a video")  # fmt: skip
    high, wide = frame.picture.shape[:2]
    if (wide, high) != (plate.facts.width, plate.facts.height):
        raise InputError(f"{path.name} is {wide}x{high}, the plate is {plate.facts.width}x{plate.facts.height}",
                         hint="paint on a frame of the plate itself")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="painted.", dir=production.store.hidden) as room:
        file = Path(room) / f"{path.stem}.png"
        write_png(file, as_bytes(frame.picture))
        taken = production.intake.import_(file, by=by, title=title, source_type=PAINTED_IS, source=known)
    return str(taken["digest"])

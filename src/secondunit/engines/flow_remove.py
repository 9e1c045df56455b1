"""What masks cover goes from a plate: engine side of the clean-up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Picture, as_bytes, to_display, to_linear
from secondunit.departments.roto.cleanup.removal import Cleaned, Settings, remove
from secondunit.departments.roto.cleanup.wire import remove_wires
from secondunit.departments.roto.qc import preview
from secondunit.departments.roto.qc.views import wipe
from secondunit.engines.api import Output, Work
from secondunit.engines.clean_frames import outputs
from secondunit.engines.plate_files import Part, Sheaf, fitting, read_grey
from secondunit.formats import frame_zip

NAMES = ("plate", "borrowed", "carried", "made_up")  # of Cleaned.source


class _Pictures:
    """The frames as the work reads them: scene-linear light through the display's transfer, all else as it is."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def __len__(self) -> int:
        return len(self.part)

    def __getitem__(self, index: int) -> Picture:
        frame = self.part.read(index)
        return to_display(np.nan_to_num(frame.picture.astype(np.float32))) if frame.linear else frame.picture


class _Masks:
    """The masks of one sealed sequence by frame; a frame without one is left as it is."""

    def __init__(self, sealed: Path, folder: Path, part: Part) -> None:
        frame_zip.unpack(sealed, folder, lambda name: True)
        self.files = {path.stem: path for path in folder.iterdir() if path.suffix == ".png"}
        self.part = part
        if strange := sorted(set(self.files) - set(part.names)):
            raise InputError(f"mask {strange[0]} belongs to no frame of the plate", hint="masks are named like frames")

    def __len__(self) -> int:
        return len(self.part)

    def __getitem__(self, index: int) -> NDArray[np.bool_]:
        path = self.files.get(self.part.names[index])
        if path is None:
            return np.zeros((self.part.facts.height, self.part.facts.width), bool)
        return read_grey(path) >= 0.5


def clean(work: Work) -> list[Output]:
    """Remove what the roles `mask.N` (sealed 8-bit masks) cover; parameters: see departments.roto.cleanup_plan.

    Roles: `clean`, sealed frames of the plate's depth, the same bit for bit outside the masks; `clean_table`; `told`,
    JSON: where each frame's fill comes from and how sure it is; `preview` where asked for.
    """
    part = Part(work.inputs["plate"], work.scratch)
    roles = sorted(role for role in work.inputs if role.startswith("mask."))
    masks = [_Masks(work.inputs[role], work.scratch / role, part) for role in roles]
    sheaf, said = Sheaf(work.scratch, "clean"), list[dict[str, Any]]()
    shown = _written(work, part, _removed(work, part, masks), sheaf, said)
    return outputs(work, part, sheaf, said, shown, "Clean-up preview")


def _removed(work: Work, part: Part, masks: list[_Masks]) -> Iterator[Cleaned]:
    asked, pictures = work.parameters, _Pictures(part)
    margin, regrain, seed = int(asked["margin"]), bool(asked["regrain"]), work.seed % (1 << 32)
    if asked["wire"]:
        return remove_wires(pictures, _Joined(masks), margin=margin, regrain=regrain, seed=seed)
    settings = Settings(reach=int(asked["reach"]), margin=margin, regrain=regrain, seed=seed)
    return remove(pictures, list(masks), settings, cuts=[int(cut) for cut in asked["cuts"]])


class _Joined:
    """Several masks as one."""

    def __init__(self, masks: list[_Masks]) -> None:
        self.masks = masks

    def __len__(self) -> int:
        return len(self.masks[0])

    def __getitem__(self, index: int) -> NDArray[np.bool_]:
        return np.asarray(np.any([mask[index] for mask in self.masks], axis=0))


def _written(
    work: Work, part: Part, cleaned: Iterator[Cleaned], sheaf: Sheaf, said: list[dict[str, Any]]
) -> Iterator[tuple[Picture, str]]:
    """Write each frame as it comes and yield what a preview shows of it."""
    for done in cleaned:
        frame, number = part.read(done.number), part.numbers[done.number]
        filled = done.source > 0
        picture = frame.picture.copy()
        new = to_linear(np.asarray(done.picture, np.float32)) if frame.linear else done.picture
        picture[filled] = new[filled].astype(picture.dtype)
        sheaf.plain(part.names[done.number], picture, frame.alpha, linear=frame.linear)
        area = max(1, int(filled.sum()))
        shares = {name: round(float((done.source == code).sum()) / area, 4) for code, name in enumerate(NAMES) if code}
        sure = round(float(done.confidence[filled].mean()), 4) if filled.any() else 1.0
        said.append({"frame": number, "pixels": int(filled.sum()), "confidence": sure, **shares})
        before = part[done.number]
        after = as_bytes(np.asarray(done.picture))
        yield fitting(wipe(before, after, 0.5)), preview.caption(number, sure)
        work.progress((done.number + 1) / (len(part) + 1))

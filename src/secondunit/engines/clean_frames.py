"""What cleaned and painted plates give alike: the frames, their table, what was found out, a film before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from secondunit.departments.plates.pixels import Picture
from secondunit.departments.roto.qc import preview
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import STILLS, Part, Sheaf, table_of


def outputs(
    work: Work, part: Part, sheaf: Sheaf, said: list[dict[str, Any]], shown: Iterator[tuple[Picture, str]], title: str
) -> list[Output]:
    """Walk `shown`, which fills `sheaf` and `said`, into a film `title` where one is asked for; close the plate.

    Roles: `clean`, `clean_table`, `told` and, where asked for, `preview`.
    """
    asked = work.parameters
    film = []
    if asked["preview"]:
        path = work.scratch / "preview.mp4"
        preview.write(shown, path, rate=Fraction(asked["rate"]) if asked["rate"] else STILLS, title=title)
        film.append(Output("preview", path, "video/mp4"))
    else:
        for _ in shown:
            pass
    part.close()
    sealed = sheaf.seal()
    told = work.scratch / "told.json"
    told.write_text(json.dumps({"schema": 1, "frames": said}, indent=1, sort_keys=True), encoding="utf-8")
    return [sealed, table_of(work.scratch, "clean_table", [sealed]), Output("told", told, "application/json"), *film]

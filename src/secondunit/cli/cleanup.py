"""`secondunit cleanup PLATE --mask DIR|--painted DIR -o DIR`: things go from a plate, or paint goes onto all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from secondunit.cli.output import progress
from secondunit.cli.plates import production_of, show_plate, work_options
from secondunit.cli.sources import source_of

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("plate", type=_PATH)
@click.option("--mask", "masks", type=_PATH, multiple=True, metavar="DIR",
              help="Masks of what is to go, named like the frames; again for its shadow or another object.")
@click.option("--painted", type=_PATH, metavar="DIR",
              help="Some frames as they should look, painted by hand, named like the frames: all others become so.")
@click.option("-o", "--output", type=_PATH, metavar="DIR", required=True, help="Where clean/ and preview.mp4 go.")
@work_options
def command(
    context: click.Context, /, plate: Path, masks: tuple[Path, ...], painted: Path | None, output: Path,
    settings: tuple[str, ...], engine: str, fresh: bool, by: str, as_json: bool, identity: str, source_type: str,
    **given: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Take what the masks cover out of PLATE, a folder of frames or a video, or paint all of it like a few frames.

    What was behind masks is borrowed from other frames where they show it, and made up where none does; all else stays
    bit for bit. With --painted a small net learns from the painted frames how the shot changes and paints the others,
    only where paint was; it needs PyTorch (the extra `learn`) and some minutes. A plate with people is changed by this,
    so the rules ask who is seen: say --nobody or --person.
    """
    from secondunit.production.roto.loose import cleanup

    with progress(as_json, "frames") as tell:
        result = cleanup(plate, output, masks, painted=painted, home=production_of(context), settings=settings,
                         engine=engine, fresh=fresh, by=by, source_type=source_type, known=source_of(identity, given),
                         title=given["title"], tell=tell)  # fmt: skip
    show_plate(result, output, as_json)

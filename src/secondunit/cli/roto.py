"""`secondunit roto PLATE -o DIR`: mattes from keys, clicks or boxes, with or without a production."""

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
@click.option("--keys", type=_PATH, metavar="DIR|FILE",
              help="Masks on some frames, named like the frames; or shapes with keys (.nk, .svg, .json).")
@click.option("--points", type=_PATH, metavar="FILE", help="Clicks as CSV or JSON: frame, x, y, object, inside.")
@click.option("--box", "boxes", multiple=True, metavar="[FRAME:]X,Y,W,H[=OBJECT]",
              help="A box around an object on one frame; may be given several times.")
@click.option("--objects", is_flag=True, help="Keep the objects of the keys apart; else they are one.")
@click.option("--clean-plate", "clean", type=_PATH, metavar="FILE|DIR",
              help="To key: the view without the object, one picture or a frame for each.")
@click.option("--garbage", type=_PATH, metavar="DIR|FILE",
              help="To key: masks or shapes of what is surely outside. A mask holds until the next one.")
@click.option("--holdout", type=_PATH, metavar="DIR|FILE", help="To key: masks or shapes of what is surely inside.")
@click.option("-o", "--output", type=_PATH, metavar="DIR", required=True,
              help="Where alpha/, fg/, curves/, qc.json and preview.mp4 go.")
@work_options
def command(
    context: click.Context, /, plate: Path, keys: Path | None, points: Path | None, boxes: tuple[str, ...],
    objects: bool, clean: Path | None, garbage: Path | None, holdout: Path | None, output: Path,
    settings: tuple[str, ...], engine: str, fresh: bool, by: str, as_json: bool, identity: str, source_type: str,
    **given: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Cut objects out of PLATE, a folder of frames or a video.

    Say what to cut out by keys (masks on some frames), clicks or boxes. Run it again with more or mended keys: only
    what they change is made anew. With -C the plate, its keys and mattes are kept in that production; without, in a
    small one inside the output folder, so that consents, credits and credentials hold there too.
    """
    from secondunit.production.roto.loose import roto

    with progress(as_json, "mattes") as tell:
        result = roto(plate, output, home=production_of(context), keys=keys, points=points, boxes=boxes,
                      objects=objects, clean=clean, garbage=garbage, holdout=holdout, settings=settings,
                      engine=engine, fresh=fresh, by=by, source_type=source_type, known=source_of(identity, given),
                      title=given["title"], tell=tell)  # fmt: skip

    show_plate(result, output, as_json)

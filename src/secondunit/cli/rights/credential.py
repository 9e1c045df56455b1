"""`secondunit rights credential`: what files say of how they were made, and taking them in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.cli.sources import known_options, source_of
from secondunit.core.errors import NotFound

if TYPE_CHECKING:
    from secondunit.production import Production

_FILE = click.Path(path_type=Path)
anchor_option = click.option("--anchor", type=_FILE, metavar="PEM", help="An authority to trust besides.")
by_option = click.option("--by", default="", help="Who does it (default: people.reviewer of production.toml).")


@click.group()
def command() -> None:
    """Read, check and make credentials of single files.

    A credential says who signed what about which bytes, not that it is true or allowed.
    """


@contextmanager
def _perhaps(folder: str) -> Iterator[Production | None]:
    """The production in the folder, if it is one: its authorities are trusted and its records known."""
    from secondunit.production import Production

    try:
        production = Production.open(folder)
    except NotFound:
        yield None
        return
    with production:
        yield production


@command.command()
@click.argument("file", type=_FILE)
@anchor_option
@json_option
@click.pass_obj
def show(folder: str, file: Path, anchor: Path | None, as_json: bool) -> None:
    """Say in plain words what a file's credential tells: who, how, from what, model or not."""
    from secondunit.production import credentials

    with _perhaps(folder) as production:
        seen = credentials.show(file, production, anchor)

    def human() -> None:
        for line in seen.words():
            click.echo(clean(line))
        for fault in seen.faults:
            click.echo(f"lint: {clean(fault)}")

    emit({"file": str(file), **seen.to_json()}, as_json, human)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--frames", type=_FILE, metavar="DIR", help="Frames that were taken out: check each against the table.")
@anchor_option
@json_option
@click.pass_obj
def verify(folder: str, file: Path, frames: Path | None, anchor: Path | None, as_json: bool) -> None:
    """Check a file's credential; of a sequence, name each frame that is not what was sealed."""
    from secondunit.production import credentials

    with _perhaps(folder) as production:
        data = credentials.verify(file, production, anchor, frames)

    def human() -> None:
        for line in data["problems"]:
            click.echo(clean(line))
        for note in data["notes"]:
            click.echo(f"note: {clean(note)}")
        click.echo("it holds" if data["ok"] else "it does not hold")

    emit(data, as_json, human)
    if not data["ok"]:
        raise click.exceptions.Exit(7)


@command.command()
@click.argument("file", type=_FILE)
@json_option
@click.pass_obj
def watermark(folder: str, file: Path, as_json: bool) -> None:
    """Look for this production's invisible mark in a picture, and for the take that it leads to.

    A mark is a hint for a picture that lost its credential. It proves nothing and never stands in for one.
    """
    from secondunit.production import Production, credentials

    with Production.open(folder) as production:
        data = credentials.watermark(file, production)

    def human() -> None:
        if not data["found"]:
            click.echo("no mark of this production was found; that does not say that it never had one")
            if data["unmarked"]:
                click.echo(clean(f"it was published without: {data['unmarked']}"))
            return
        size = f", at {data['scale']:.0%} of the size in which it was marked" if data["scale"] != 1 else ""
        click.echo(f"a mark of this production: {data['payload']}{size}")
        click.echo(f"a picture without it answers like this with a probability of at most {data['chance']:.2g}")
        for take in data["takes"]:
            number = f" take {take['take']}" if take["take"] else ""
            click.echo(clean(f"it leads to {take['entity']} {take['task']}{number}, recipe {take['recipe'][:16]}"))
        if not data["takes"]:
            click.echo("no take on record has a recipe of that beginning")

    emit(data, as_json, human)


def _tell(data: dict[str, Any]) -> None:
    source, seen = data["source"], data["seen"]
    click.echo(clean(f"{source['id']}: {source['title']}, {data['media_type']}, {data['size']} bytes"))
    if data["frames"]:
        click.echo(f"{data['frames']['count']} frames, table {data['frames']['table_sha256']}")
        if data["frames"]["gaps"]:
            click.echo(f"{data['frames']['gaps']} numbers between the first and the last frame are not there")
    told = f"its own credential is {seen['state']}, by {seen['signer'] or 'nobody'}" if seen["form"] != "none" else (
        "it had no credential of its own")
    click.echo(clean(f"{told}; machine learning: {source['tdm_pref'] or 'not known'}"))
    if data.get("path"):
        click.echo(clean(f"written to {data['path']}"))


@command.command(name="import")
@click.argument("path", type=_FILE)
@known_options
@by_option
@json_option
@click.pass_obj
def import_(
    folder: str, /, path: Path, identity: str, by: str, as_json: bool, source_type: str,
    **given: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Take a file or a folder of frames in: a source on record, its own credential kept."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.intake.import_(path, by=by, identity=identity, title=given["title"], source_type=source_type,
                                         source=source_of(identity, given))
    emit(data, as_json, lambda: _tell(data))


@command.command()
@click.argument("frames", type=_FILE)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write the sealed sequence (loose: the table) here.")
@click.option("--loose", is_flag=True, help="Leave the frames where they are and sign their table.")
@known_options
@by_option
@json_option
@click.pass_obj
def seal(
    folder: str, /, frames: Path, output: Path | None, loose: bool, identity: str, by: str, as_json: bool,
    source_type: str, **given: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Seal a folder of frames: one archive with a credential, or a signed table beside loose frames."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.intake.seal(frames, output, by=by, loose=loose, identity=identity, title=given["title"],
                                      source_type=source_type, source=source_of(identity, given))
    emit(data, as_json, lambda: _tell(data))


@command.command()
@click.option("--chain", type=_FILE, metavar="PEM", help="Your signing certificate, then what issued it.")
@click.option("--key", type=_FILE, metavar="PEM", help="Its private key, unencrypted.")
@click.option("--anchor", type=_FILE, metavar="PEM", help="Its authority (default: the last of the chain).")
@json_option
@click.pass_obj
def certificate(folder: str, chain: Path | None, key: Path | None, anchor: Path | None, as_json: bool) -> None:
    """Show the certificate that signs, or sign with one of your own from now on.

    What was signed before stays verifiable: its authority stays trusted.
    """
    from secondunit.core.errors import UsageError
    from secondunit.production import Production, credentials

    if (chain is None) != (key is None) or (anchor is not None and chain is None):
        raise UsageError("--chain and --key belong together", hint="give both, or none to see the certificate in use")
    with Production.open(folder) as production:
        if chain is not None and key is not None:
            data = credentials.use_certificate(production, chain, key, anchor)
        else:
            data = credentials.signer(production)

    def human() -> None:
        for name in ("subject", "issuer", "algorithm", "from", "until", "fingerprint", "key_id"):
            click.echo(clean(f"{name}\t{data[name]}"))
        if data["development"]:
            click.echo("of the production's own making: nobody outside vouches for it")
        for text in data["shortfalls"]:
            click.echo(clean(f"a listed signer would need more: {text}"))
        for text in data["problems"]:
            click.echo(clean(f"problem: {text}"))

    emit(data, as_json, human)

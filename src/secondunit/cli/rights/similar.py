"""`secondunit rights similar (add|list|drop|check|names)`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondunit.cli.output import clean, emit, json_option, table

if TYPE_CHECKING:
    from secondunit.production.similar import Added, Seen, SimilarDesk

by_option = click.option("--by", default="", help="Your name (default: people.reviewer of production.toml).")


@click.group()
def command() -> None:
    """What outputs are near to: reference sets, a deny list, the names to look for in prompts.

    A finding is a fact for people and rules. It says nothing about anybody's rights.
    """


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--set", "name", required=True, metavar="NAME", help="The set to make or to add to.")
@click.option("--deny", is_flag=True, help="A deny list: nothing that is near to its pictures may leave.")
@click.option("--no-thumbnails", is_flag=True, help="Keep fingerprints only: pair sheets cannot show the reference.")
@by_option
@json_option
@click.pass_context
def add(
    context: click.Context, folder: Path, name: str, deny: bool, no_thumbnails: bool, by: str, as_json: bool
) -> None:
    """Fingerprint the pictures and films below FOLDER; they are not copied."""
    from secondunit.production import Production

    with Production.open(context.obj) as production:
        done = production.similar.add(folder, name, denied=deny, by=by, thumbnails=not no_thumbnails)
    emit({**vars(done), "skipped": list(done.skipped)}, as_json, lambda: _told(done))


@command.command("list")
@json_option
@click.pass_obj
def list_(folder: str, as_json: bool) -> None:
    """List the reference sets."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = [{"name": s.name, "denied": s.denied, "pictures": len(s.pictures), "method": s.method,
                 "digest": s.digest} for s in production.similar.sets()]  # fmt: skip
    rows = [(d["name"], "deny list" if d["denied"] else "reference", d["pictures"], d["method"]) for d in data]
    emit(data, as_json, lambda: table("", ("set", "kind", "pictures", "method"), rows) if rows else
         click.echo("no reference sets"))


@command.command()
@click.argument("name")
@by_option
@json_option
@click.pass_obj
def drop(folder: str, name: str, by: str, as_json: bool) -> None:
    """Take the set NAME out of use; its records stay."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        production.similar.drop(name, by=by)
    emit({"dropped": name}, as_json, lambda: click.echo(f"{clean(name)} is no longer compared with"))


@command.command()
@click.argument("what", nargs=-1, metavar="[ENTITY|FILE]...")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the pairs side by side: a .png or .pdf.")
@json_option
@click.pass_obj
def check(folder: str, what: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    """Compare takes, or loose files, with the reference sets; takes' findings go on record for the rules."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        desk = production.similar
        found = desk.check(what)
        if output is not None:
            _sheet(desk, found, output, production.title)
    data = {"files": [seen.to_json() for seen in found], "sheet": str(output) if output else ""}
    emit(data, as_json, lambda: _show(found, output))


@command.group()
def names() -> None:
    """The production's own names to look for in prompts (names.txt), besides the shipped lists."""


@names.command("add")
@click.argument("name")
@click.option("--kind", default="work", show_default=True, help="film, character, illustrator, actor ...")
@click.option("--other", "others", multiple=True, help="Another form of the name. Repeat for more.")
@click.option("--cue", is_flag=True, help="An everyday word: it counts only beside a cue such as 'in the style of'.")
@json_option
@click.pass_obj
def names_add(folder: str, name: str, kind: str, others: tuple[str, ...], cue: bool, as_json: bool) -> None:
    """Add NAME to the names to look for."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        count = production.similar.add_name(name, kind, others, cue=cue)
    emit({"name": name, "names": count}, as_json, lambda: click.echo(f"{count} names of this production"))


@names.command("find")
@click.argument("text")
@json_option
@click.pass_obj
def names_find(folder: str, text: str, as_json: bool) -> None:
    """Say which names TEXT holds."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        named = production.similar.names_in(text)
    data = {"works": list(named.works), "persons": list(named.persons), "performers": list(named.performers),
            "hits": [vars(hit) for hit in named.hits]}  # fmt: skip

    def human() -> None:
        for hit in named.hits:
            click.echo(clean(f"{hit.written}: {hit.name} ({hit.kind}, {hit.origin})"))
        if not named.hits:
            click.echo("no name of the lists was found; the lists are incomplete")

    emit(data, as_json, human)


def _told(done: Added) -> None:
    kind = "deny list" if done.denied else "set"
    click.echo(clean(f"{kind} {done.name}: {done.pictures} pictures, {done.new} new"))
    for line in done.skipped:
        click.echo(clean(f"left out: {line}"), err=True)
    if done.flat:
        click.echo(f"{done.flat} without structure: only identical files of them are found", err=True)
    click.echo(clean(f"embedding: {done.embedding}"))


def _show(found: list[Seen], output: Path | None) -> None:
    for seen in found:
        for match in seen.checked.matches:
            denied = "DENY LIST " if match.denied else ""
            at = f" at {match.at}" if match.at else ""
            click.echo(clean(f"{seen.name}{at}: {denied}{match.title} ({match.set}) score {match.score:.2f}, "
                             f"{match.how}, {match.transform}"))
    near = sum(1 for seen in found if seen.checked.matches)
    click.echo(f"{len(found)} file{'' if len(found) == 1 else 's'} compared, {near} near to a reference")
    if found:
        click.echo(clean(f"embedding: {found[0].checked.embedding}"))
    if output:
        click.echo(clean(f"pairs: {output}"))


def _sheet(desk: SimilarDesk, found: list[Seen], output: Path, title: str) -> None:
    from secondunit.formats import pair_sheet

    pairs = [
        pair_sheet.Pair(mine, other, seen.name + (f" at {match.at}" if match.at else ""),
                        f"{match.title} ({match.set})",
                        f"score {match.score:.2f}, {match.how}, {match.transform}"
                        + (", on the deny list" if match.denied else ""),
                        match.box if match.how == "part" else None)
        for seen, match, mine, other in desk.pairs(found)
    ]  # fmt: skip
    pair_sheet.write(pairs, output, title=f"{title}: near to references")

"""`secondunit rights show ID`."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.argument("identity", metavar="ID")
@json_option
@click.pass_obj
def command(folder: str, identity: str, as_json: bool) -> None:
    """Show a record by its ID: its fields, its document and its history."""
    show_entry(folder, identity, "", as_json)


def show_entry(folder: str, identity: str, kind: str, as_json: bool) -> None:
    """Print a record."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        desk = production.rights
        entry = desk.get(identity, kind)
        history = desk.history(entry)
        digest = str(getattr(entry.record, entry.form.document)) if entry.form.document else ""
        kept = bool(digest) and desk.papers.has(digest)
    data = {**entry.to_json(), "document": {"sha256": digest, "kept": kept} if digest else None,
            "history": [{"seq": e.seq, "at": e.at, "by": e.by, "why": e.why, "record": e.record.to_json()}
                        for e in history]}  # fmt: skip

    def human() -> None:
        click.echo(f"{entry.form.name} {clean(entry.id)}  {clean(entry.title)}")
        if entry.revoked:
            click.echo(f"revoked on {entry.revoked}")
        for name, value in entry.record.to_json().items():
            if name in ("schema", "id") or value in (None, "", []):
                continue
            click.echo(f"  {name:22} {clean(_words(value))}")
        if digest:
            click.echo(f"  document {'is kept in papers/' if kept else 'is not kept here'}")
        for each in history:
            why = f": {clean(each.why)}" if each.why else ""
            click.echo(f"  revision {each.seq} {each.at} by {clean(each.by)}{why}")

    emit(data, as_json, human)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)

"""`secondunit script tag SCENE CATEGORY NAME`."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.core.errors import UsageError
from secondunit.core.tags import Category


@click.command()
@click.argument("scene")
@click.argument("category", type=click.Choice([c.value for c in Category]))
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take it out of the scene.")
@click.option("--rename", metavar="NAME", default="", help="Call it this.")
@click.option("--move", metavar="CATEGORY", default="", help="Put it into this category.")
@click.option("--quantity", type=click.IntRange(1), metavar="N", help="So many of them.")
@click.option("--note", default="", help="A remark that stands with it.")
@click.option("--by", default="", help="Your name (default: people.reviewer of production.toml).")
@json_option
@click.pass_obj
def command(
    folder: str, scene: str, category: str, name: str, remove: bool, rename: str, move: str, quantity: int | None,
    note: str, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Add NAME to the breakdown of SCENE (its number or id), or change or remove what is there.

    Adding what a language model proposed accepts it. Every decision stays on record with your name.
    """
    from secondunit.departments.script.tagging.edits import Edit
    from secondunit.production import Production

    changes = [("remove", "")] * remove + [("rename", rename)] * bool(rename) + [("move", move)] * bool(move)
    if len(changes) > 1:
        raise UsageError("one change at a time: --remove, --rename or --move")
    with Production.open(folder) as production:
        person = production.review.person(by)
        known = production.breakdown.scene(scene)
        kind = Category(category)
        if not changes:
            there = {t.name.casefold() for t in production.script.reading().tags
                     if t.scene == known and t.category is kind}  # fmt: skip
            if name.casefold() not in there:
                changes = [("add", note)]
            elif quantity:
                changes = [("quantity", str(quantity))]
            elif note:
                changes = [("note", note)]
            else:
                raise UsageError(f"{name} is in the breakdown of scene {scene} already",
                                 hint="say what to change: --remove, --rename, --move, --quantity, --note")
        [(action, value)] = changes
        tags = production.breakdown.decide(Edit(known, kind, name, action, person, value, quantity or 1))
    rows = [{"category": t.category.value, "name": t.name, "quantity": t.quantity, "note": t.note, "origin": t.origin}
            for t in tags if t.category is kind or t.category.value == move]  # fmt: skip
    emit(rows, as_json, lambda: click.echo("\n".join(
        f"{r['category']}: {clean(r['name'])}" + (f" ({r['quantity']})" if r["quantity"] != 1 else "") for r in rows
    ) or f"no {category} in scene {scene}"))  # fmt: skip

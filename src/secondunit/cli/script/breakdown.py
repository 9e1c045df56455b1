"""`secondunit script breakdown [FILE]`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondunit.cli.output import clean, emit, json_option, table
from secondunit.cli.script.source import file_argument, layout_option, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from secondunit.core.tags import Evidence, Tag

MOST = 3  # words of evidence in a line for people; --json has all


@click.command()
@file_argument
@click.option("--scene", metavar="NUMBER", default="", help="Only this scene, by number or id.")
@click.option("--category", metavar="NAME", default="", help="Only this category, for example props.")
@layout_option
@json_option
@click.pass_obj
def command(
    folder: str, file: Path | None, scene: str, category: str, layout: str | None, as_json: bool
) -> None:
    """Print what each scene of FILE needs, with the words that prove it.

    In a production the decisions made with `script tag` count, and what a language model proposed is listed apart.
    """
    from secondunit.core.identity import plain
    from secondunit.core.pages import eighths_text
    from secondunit.core.tags import CATEGORIES

    with reading(folder, file, layout) as (read, _):
        found, tags, suggested = read.breakdown, read.tags, read.suggested
    wanted = {s.id for s in found.scenes if not scene or scene in (s.number, s.id)}
    tags = tuple(t for t in tags if t.scene in wanted and category in ("", t.category.value))
    suggested = tuple(t for t in suggested if t.scene in wanted and category in ("", t.category.value))
    numbers = {s.id: s.number for s in found.scenes}

    names = {c.id: c.name for c in found.characters}

    def rows(chosen: Sequence[Tag]) -> list[tuple[object, ...]]:
        return [
            (numbers[t.scene], CATEGORIES[t.category].title, clean(t.name), t.quantity, clean(t.note), t.task,
             clean(_words(t.evidence)))
            for t in chosen
        ]  # fmt: skip

    def human() -> None:
        scenes = [
            (s.number, clean(s.heading), eighths_text(s.eighths),
             clean(", ".join(names.get(c, c) for c in s.characters)))
            for s in found.scenes if s.id in wanted
        ]  # fmt: skip
        table("Scenes", ("no", "heading", "length", "characters"), scenes)
        head = ("scene", "category", "name", "quantity", "note", "task", "words")
        table("Breakdown", head, rows(tags))
        if suggested:
            table("Proposed by a language model, not accepted", head, rows(suggested))
        if not scene and not category:
            people = [(c.id, c.name, len(c.scenes), c.words, c.description) for c in found.characters]
            table("Characters", ("id", "name", "scenes", "words", "description"), people)
            table("Locations", ("id", "name", "scenes"), [(x.id, x.name, len(x.scenes)) for x in found.locations])

    data = plain(asdict(found))
    emit({**data, "tags": plain([asdict(t) for t in tags]),  # type: ignore[dict-item]
          "suggested": plain([asdict(t) for t in suggested])}, as_json, human)  # fmt: skip


def _words(evidence: Sequence[Evidence]) -> str:
    """Return the first words that prove a tag, each once, and how many more there are."""
    told = list(dict.fromkeys(each.text for each in evidence))
    more = f" | and {len(told) - MOST} more" if len(told) > MOST else ""
    return " | ".join(told[:MOST]) + more

"""`secondunit script pacing [FILE]`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option, table
from secondunit.cli.script.source import file_argument, layout_option, reading


@click.command()
@file_argument
@layout_option
@json_option
@click.pass_obj
def command(folder: str, file: Path | None, layout: str | None, as_json: bool) -> None:
    """Print rhythm, voices, turning points, the estimated runtime and suggestions for FILE.

    Suggestions are remarks with reasons and figures; nothing is rewritten. Decide on them with `script decide`.
    """
    from secondunit.core.identity import plain

    with reading(folder, file, layout) as (read, production):
        pacing, decisions = read.pacing, production.pacing.decisions() if production else {}
        numbers = {s.id: s.number for s in read.breakdown.scenes}

    def decided(identity: str) -> str:
        found = decisions.get(identity)
        return "" if found is None else f"{'accepted' if found.accepted else 'refused'} by {found.by}"

    def human() -> None:
        rows = [(s.number, clean(s.heading), s.page, s.eighths, f"{s.seconds / 60:.1f}", f"{s.dialogue_share:.0%}",
                 f"{s.tension:.2f}", f"{s.valence:+.2f}") for s in pacing.scenes]  # fmt: skip
        table("Scenes", ("no", "heading", "page", "eighths", "minutes", "dialogue", "tension", "valence"), rows)
        table("Voices", ("character", "words", "share", "scenes", "screen minutes"),
              [(v.name, v.words, f"{v.share:.0%}", len(v.scenes), f"{v.seconds / 60:.1f}") for v in pacing.voices])
        for point in pacing.turning:
            scene = numbers.get(point.scene, point.scene)
            click.echo(f"turning point, {point.kind.value}: scene {scene}; {clean(point.why)}")
        time = pacing.runtime
        click.echo(f"running time: {time.minutes:.0f} minutes, {time.low:.0f} to {time.high:.0f} in four of five cases")
        for each in pacing.suggestions:
            state = decided(each.id)
            click.echo(f"{each.id}  {clean(each.text)} {clean(each.effect)}" + (f"  [{clean(state)}]" if state else ""))
        for note in pacing.notes:
            click.echo(clean(note))

    data = plain(asdict(pacing))
    emit({**data, "decisions": {k: asdict(v) for k, v in decisions.items()}}, as_json, human)  # type: ignore[dict-item]

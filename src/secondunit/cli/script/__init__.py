"""`secondunit script`: read a screenplay, break it down, pace it, schedule it, print it."""

from __future__ import annotations

import click

from secondunit.cli.main import Lazy

COMMANDS = {
    "import": ("script.import_", "Read a screenplay into the production, or read it again."),
    "elements": ("script.elements", "Print what each line of a screenplay is."),
    "pages": ("script.pages", "Print pages, and where each scene falls."),
    "breakdown": ("script.breakdown", "What each scene needs: cast, props, vehicles, effects."),
    "tag": ("script.tag", "Add, remove, rename or accept a thing of the breakdown."),
    "pacing": ("script.pacing", "Rhythm, voices, tension, turning points, suggestions."),
    "decide": ("script.decide", "Accept or refuse a suggestion."),
    "schedule": ("script.schedule", "Shooting days with a proven bound."),
    "move": ("script.move", "Move a strip to another day by hand."),
    "export": ("script.export", "Write the script or a report as a file."),
}


@click.group(cls=Lazy, table=COMMANDS)
def command() -> None:
    """Read a screenplay; break it down, pace it, schedule it, print it.

    Commands that take a FILE work on it alone; without one they work on the production's script and your decisions.
    """

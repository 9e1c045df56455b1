"""Everything that is read out of one script, each part when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from secondunit.core.pacing import Pacing
from secondunit.core.pages import Pages, PageSetup
from secondunit.core.schedule import Strip
from secondunit.core.script import Breakdown, Script
from secondunit.core.tags import Tag
from secondunit.departments.script.breakdown import breakdown
from secondunit.departments.script.tagging.edits import Edit, apply_edits


class Reading:
    """A script with its pages, breakdown, tags and pacing. Pure: the same script and edits give the same reading.

    `setup` overrides the page layout; `cast` changes the breakdown by what people wrote of the cast; `edits` are
    people's decisions on tags; `extra` are tags of other origins (the writer's, a model's); `runtime` is the minutes
    wanted.
    """

    def __init__(
        self, script: Script, *, setup: PageSetup | None = None,
        cast: Callable[[Breakdown], Breakdown] = lambda found: found,
        edits: Sequence[Edit] = (), extra: Sequence[Tag] = (), runtime: int = 0,
    ) -> None:  # fmt: skip
        self.script = script
        self._setup, self._cast, self._edits, self._extra = setup, cast, edits, extra
        self._runtime = runtime

    @cached_property
    def pages(self) -> Pages:
        """The pages, with the layout of the file where it states one."""
        from secondunit.departments.script.pages import paginate

        return paginate(self.script, self._setup)

    @cached_property
    def breakdown(self) -> Breakdown:
        """Scenes, characters and locations; scene lengths are those of the pages."""
        return self._cast(breakdown(self.script, self.pages))

    @cached_property
    def proposed(self) -> tuple[Tag, ...]:
        """What rules, writer and model say, before people decide."""
        from secondunit.departments.script.tagging import tag

        return (*tag(self.script, self.breakdown), *self._extra)

    @cached_property
    def _decided(self) -> tuple[Tag, ...]:
        return apply_edits(self.proposed, self._edits)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags in force. What a model proposed is none of them until a person has accepted it."""
        return tuple(tag for tag in self._decided if tag.origin != "model")

    @property
    def suggested(self) -> tuple[Tag, ...]:
        """What a model proposed and nobody has decided on."""
        return tuple(tag for tag in self._decided if tag.origin == "model")

    @cached_property
    def pacing(self) -> Pacing:
        """Rhythm, curves, turning points and suggestions."""
        from secondunit.departments.script.pacing import analyse

        return analyse(self.script, self.breakdown, self.pages, runtime=self._runtime)

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """The strips of the board."""
        from secondunit.departments.script.schedule import strips

        return strips(self.breakdown, self.pages, self.tags)

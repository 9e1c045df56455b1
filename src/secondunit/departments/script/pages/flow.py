"""Filling pages with blocks: what stays with what follows, and where a page ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from secondunit.departments.script.pages.blocks import Block
from secondunit.departments.script.pages.breaks import cut, split

_KEEPERS = ("heading", "shot")  # what must not end a page
HEADING_SPLITS = 5  # an action below a heading is split only from so many lines on, just to keep the heading
_AHEAD = 4  # headings in a row that are looked through


@dataclass(slots=True)
class Placed:
    """A block and the row that its first line stands on. `more`: its speech goes on over the page."""

    block: Block
    row: float
    more: bool = False


@dataclass(slots=True)
class FilledPage:
    """A page being filled. `label` is what a locked page break calls it."""

    placed: list[Placed] = field(default_factory=list)
    used: float = 0.0
    label: str = ""


def fill(blocks: Iterable[Block], lines: int) -> list[FilledPage]:
    """Return the pages, each of `lines` lines; none for no blocks."""
    return _Filler(blocks, lines).run()


class _Filler:
    def __init__(self, blocks: Iterable[Block], lines: int) -> None:
        self.queue = deque(blocks)
        self.lines = lines
        self.pages: list[FilledPage] = [FilledPage()]

    def run(self) -> list[FilledPage]:
        while self.queue:
            self._next(self.queue.popleft())
        if not self.pages[-1].placed:
            self.pages.pop()
        return self.pages

    def _turn(self) -> None:
        self.pages.append(FilledPage())

    def _place(self, block: Block, *, more: bool = False) -> None:
        page = self.pages[-1]
        gap = block.gap if page.placed else 0.0
        page.placed.append(Placed(block, page.used + gap, more))
        page.used += gap + block.height

    def _room(self, block: Block) -> float:
        page = self.pages[-1]
        return self.lines - page.used - (block.gap if page.placed else 0.0)

    def _next(self, block: Block) -> None:
        page = self.pages[-1]
        if block.kind == "break":
            if page.placed:
                self._turn()
            self.pages[-1].label = block.label or self.pages[-1].label
            return
        if block.new_page and page.placed:
            self._turn()
            page = self.pages[-1]
        room = self._room(block)
        if block.height <= room and self._may_stay(block, room):
            self._place(block)
        elif block.kind in _KEEPERS and page.placed:
            self._push(block)
        elif block.height <= room:  # it would leave a transition alone at the top of the next page, or ends one
            self._split_or_push(block, room - 1)
        elif parts := split(block, room):
            self._break(*parts)
        elif page.placed:
            self._push(block)
        else:  # longer than a page, and no sentence to split at
            self._break(*cut(block, room))

    def _may_stay(self, block: Block, room: float) -> bool:
        """False for a heading that would end the page, and for what a transition must not be parted from."""
        if not self.queue or not self.pages[-1].placed:
            return True
        following = self.queue[0]
        left = room - block.height - following.gap
        if block.kind in _KEEPERS:
            return self._begins(0, left)
        return not (following.kind == "transition" and not following.new_page and following.height > left)

    def _begins(self, at: int, room: float) -> bool:
        """True where the block `at` places ahead can start in the room that is left below a heading."""
        if at >= len(self.queue) or at >= _AHEAD:
            return True
        block = self.queue[at]
        if block.kind == "break" or block.new_page:
            return True
        if block.height <= room:
            if block.kind not in _KEEPERS or at + 1 >= len(self.queue):
                return True
            return self._begins(at + 1, room - block.height - self.queue[at + 1].gap)
        if block.kind == "action" and len(block.paragraphs[0].lines) < HEADING_SPLITS:
            return False
        return split(block, room) is not None

    def _split_or_push(self, block: Block, room: float) -> None:
        parts = split(block, room) if block.height > self.lines / 4 else None
        if parts:
            self._break(*parts)
        else:
            self._push(block)

    def _push(self, block: Block) -> None:
        self._turn()
        self.queue.appendleft(block)

    def _break(self, top: Block, rest: Block) -> None:
        self._place(top, more=top.kind == "speech")
        self._turn()
        self.queue.appendleft(rest)

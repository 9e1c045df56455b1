"""Pages for tests of the printers: a plain setter that wraps words and breaks pages as simply as can be.

It is no paginator: pages end where they are full, a speech that is cut gets MORE and CONT'D.
"""

import textwrap

from secondunit.core.pages import Page, PageLine, Pages, PageSetup, ScenePages
from secondunit.core.script import ElementType as T
from secondunit.core.script import Script

COLUMNS = {
    T.SCENE_HEADING: (15, 60), T.ACTION: (15, 60), T.SHOT: (15, 60), T.LYRIC: (25, 35), T.DIALOGUE: (25, 35),
    T.PARENTHETICAL: (30, 25), T.CHARACTER: (35, 38), T.TRANSITION: (55, 16), T.CENTERED: (15, 60),
}


def simple_pages(script: Script, setup: PageSetup | None = None, lines: int = 54) -> Pages:
    setup = setup or PageSetup()
    pages: list[list[PageLine]] = [[]]
    scenes: list[ScenePages] = []
    row, cue = 0, None
    elements = [e for e in script.elements if e.type in COLUMNS]
    at = 0
    while at < len(elements):
        element = elements[at]
        if element.dual:
            block = [e for e in elements[at:] if e.dual]
            block = block[: next((n for n, e in enumerate(elements[at:]) if not e.dual), len(block))]
            left = [e for e in block if e.dual == "left"]
            right = [e for e in block if e.dual == "right"]
            row += 1 if row else 0
            heights = []
            for side, column in ((left, 0), (right, 31)):
                y = row
                for e in side:
                    indent, wide = {T.CHARACTER: (28, 28), T.PARENTHETICAL: (17, 22)}.get(e.type, (15, 28))
                    for part in textwrap.wrap(e.text, wide):
                        pages[-1].append(PageLine(y, column + indent, part, e.type, e.index))
                        y += 1
                heights.append(y)
            row = max(heights)
            at += len(block)
            continue
        column, wide = COLUMNS[element.type]
        parts = [part for text in element.text.split("\n") for part in (textwrap.wrap(text, wide) or [""])]
        before = {T.SCENE_HEADING: 2, T.DIALOGUE: 0, T.PARENTHETICAL: 0}.get(element.type, 1)
        if row and row + before + len(parts) + (4 if element.type in (T.SCENE_HEADING, T.CHARACTER) else 0) > lines:
            if element.type in (T.DIALOGUE, T.PARENTHETICAL) and cue is not None:
                pages[-1].append(PageLine(row, 35, "(MORE)", T.CHARACTER, cue.index, "more"))
                pages.append([PageLine(0, 35, cue.text + " (CONT'D)", T.CHARACTER, cue.index, "contd_cue")])
                row, before = 1, 0
            else:
                pages.append([])
                row = 0
        row += before if row else 0
        if element.type is T.CHARACTER:
            cue = element
        if element.type is T.SCENE_HEADING:
            scenes.append(ScenePages(element.number or str(len(scenes) + 1), element.text, element.index, len(pages), str(len(pages)), 3))
        for n, part in enumerate(parts):
            x = column
            if element.type is T.TRANSITION:
                x = 71 - len(part)
            elif element.type is T.CENTERED:
                x = 15 + (60 - len(part)) // 2
            elif element.type is T.PARENTHETICAL and n == 0:
                x = 29
            number = (element.number or "") if n == 0 and element.type is T.SCENE_HEADING else ""
            pages[-1].append(PageLine(row, x, part, element.type, element.index, number=number, revised=element.attrs.get("revision", "")))
            row += 1
        at += 1
    made = tuple(Page(str(n + setup.first_page), tuple(sorted(page, key=lambda line: (line.row, line.column)))) for n, page in enumerate(pages))
    return Pages(setup, made, tuple(scenes))

"""Screenplay PDFs in the layouts that other programs make, for tests of the reader. Drawn with reportlab's own fonts."""

import io
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.script import ElementType as T
from secondunit.core.script import Script


@dataclass
class Layout:
    font: str = "Courier"
    size: float = 12.0
    leading: float = 12.0
    page: tuple[float, float] = (612.0, 792.0)
    top: float = 72.0
    rows: int = 54
    action: tuple[float, float] = (108.0, 432.0)  # left edge and measure in points
    dialogue: tuple[float, float] = (180.0, 252.0)
    paren: tuple[float, float] = (216.0, 180.0)
    cue: tuple[float, float] = (252.0, 252.0)
    transition_right: float = 511.0
    centred_cues: bool = False
    blank: int = 1  # blank lines between paragraphs
    before_heading: int = 1
    header: str = ""  # left part of the running head
    footer: str = ""
    number_at: str = "right"  # "right", "foot" or "" for none
    number_first: bool = False
    scene_numbers: bool = False
    continued: bool = False  # (CONTINUED) and CONTINUED: around breaks inside scenes
    repeat_slug: bool = False
    more: bool = True
    stars: int = 0  # every so many rows an asterisk in the right margin
    watermark: str = ""  # "rotated" or "level"
    bold_twice: bool = False  # headings drawn twice, a little apart
    kerned: bool = False  # every letter placed on its own, no blanks in the file
    sideways: bool = False
    halved: bool = False  # drawn at twice its size on a page scaled by half


FLAT = {"action": (72.0, 432.0), "dialogue": (72.0, 252.0), "paren": (72.0, 252.0), "cue": (72.0, 252.0)}


def wrap(text: str, measure: float, layout: Layout) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and stringWidth(longer, layout.font, layout.size) > measure:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


class Maker:
    def __init__(self, layout: Layout) -> None:
        self.layout, self.file = layout, io.BytesIO()
        shown = 0.5 if layout.halved else 1.0
        self.canvas = Canvas(self.file, pagesize=(layout.page[0] * shown, layout.page[1] * shown), invariant=1)
        self.number, self.row, self.slug, self.count = 0, 0, ("", ""), 0
        self.start()

    def start(self) -> None:
        lay, c = self.layout, self.canvas
        self.number += 1
        self.row = 0
        if lay.halved:
            c.scale(0.5, 0.5)
        if lay.sideways:  # stored on its side, shown upright
            c.setPageRotation(90)
            c.translate(lay.page[1], 0)
            c.rotate(90)
        if lay.watermark == "rotated":
            c.saveState()
            c.translate(150, 200)
            c.rotate(52)
            c.setFillGray(0.8)
            c.setFont("Helvetica-Bold", 70)
            c.drawString(0, 0, "CONFIDENTIAL J. DOE")
            c.restoreState()
        elif lay.watermark == "level":
            c.saveState()
            c.setFillGray(0.75)
            c.setFont("Helvetica", 12)
            for y in (250, 500):
                c.drawString(170, y + 3, "PROPERTY OF TEST FILMS 00417")
            c.restoreState()
        c.setFont(lay.font, lay.size)
        head = lay.page[1] - 40
        if lay.header:
            c.drawString(lay.action[0], head, lay.header)
        if lay.footer:
            c.drawCentredString(lay.page[0] / 2, 36, lay.footer)
        if lay.number_at and (self.number > 1 or lay.number_first):
            if lay.number_at == "right":
                c.drawRightString(lay.page[0] - 72, head, f"{self.number}.")
            else:
                c.drawCentredString(lay.page[0] / 2, 40, f"- {self.number} -")

    def put(self, x: float, text: str, heading: bool = False) -> None:
        lay, c = self.layout, self.canvas
        y = lay.page[1] - lay.top - self.row * lay.leading - lay.size * 0.8
        c.setFont(lay.font, lay.size)
        if lay.kerned:
            at = x
            for char in text:
                if char != " ":
                    c.drawString(at, y, char)
                at += stringWidth(char, lay.font, lay.size)
        else:
            c.drawString(x, y, text)
        if heading and lay.bold_twice:
            c.drawString(x + 0.4, y, text)
        self.count += 1
        if lay.stars and self.count % lay.stars == 0:
            c.drawString(562, y, "*")

    def turn(self, inside: bool, after_heading: bool = False) -> None:
        lay = self.layout
        if lay.continued and inside:
            self.row = lay.rows + 1
            self.put(lay.page[0] - 72 - stringWidth("(CONTINUED)", lay.font, lay.size), "(CONTINUED)")
        self.canvas.showPage()
        self.start()
        if lay.continued and inside:
            self.put(lay.action[0], "CONTINUED:")
            self.marks()
            self.row += 2
        elif lay.repeat_slug and inside:
            self.put(lay.action[0], self.slug[0] + " (CONT'D)")
            self.row += 2

    def marks(self) -> None:
        if self.layout.scene_numbers and self.slug[1]:
            y = self.layout.page[1] - self.layout.top - self.row * self.layout.leading - self.layout.size * 0.8
            self.canvas.drawString(self.layout.action[0] - 50, y, self.slug[1])
            self.canvas.drawString(self.layout.page[0] - 76, y, self.slug[1])

    def write(self, script: Script) -> bytes:
        lay, cue, number = self.layout, "", 0
        for element in script.elements:
            place = {
                T.SCENE_HEADING: lay.action, T.ACTION: lay.action, T.CENTERED: lay.action, T.TRANSITION: lay.action, T.CHARACTER: lay.cue,
                T.DIALOGUE: lay.dialogue, T.LYRIC: lay.dialogue, T.PARENTHETICAL: lay.paren,
            }.get(element.type)  # fmt: skip
            if place is None:
                continue
            spoken = element.type in (T.DIALOGUE, T.LYRIC, T.PARENTHETICAL)
            heading = element.type is T.SCENE_HEADING
            lines = wrap(element.text, place[1], lay)
            gap = 0 if spoken else (lay.blank * lay.before_heading if heading else lay.blank)
            need = gap + (1 if spoken else len(lines)) + (3 if heading else 2 if element.type is T.CHARACTER else 0)
            if self.row and self.row + need > lay.rows:
                if spoken and lay.more:
                    self.put(lay.cue[0], "(MORE)")
                self.turn(inside=not heading)
                if spoken:
                    self.put(lay.cue[0], cue + " (CONT'D)")
                    self.row += 1
            elif self.row:
                self.row += gap
            if element.type is T.CHARACTER:
                cue = element.text
            if heading:
                number += 1
                self.slug = (element.text, element.number or str(number))
            for n, line in enumerate(lines):
                if spoken and self.row >= lay.rows:
                    if lay.more:
                        self.put(lay.cue[0], "(MORE)")
                    self.turn(inside=True)
                    self.put(lay.cue[0], cue + " (CONT'D)")
                    self.row += 1
                x = place[0]
                wide = stringWidth(line, lay.font, lay.size)
                if element.type is T.TRANSITION and lay.dialogue[0] != lay.action[0]:
                    x = lay.transition_right - wide
                elif element.type is T.CENTERED or (element.type is T.CHARACTER and lay.centred_cues):
                    x = lay.action[0] + (lay.action[1] - wide) / 2
                self.put(x, line, heading)
                if heading and n == 0:
                    self.marks()
                self.row += 1
        self.canvas.save()
        return self.file.getvalue()


def make_pdf(script: Script, **layout: object) -> bytes:
    return Maker(Layout(**layout)).write(script)

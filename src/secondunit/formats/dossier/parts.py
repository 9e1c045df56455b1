"""Pieces of the dossier's page: tables, strips in their colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from secondunit.formats.papers.strip_colours import BANNER, LEGEND, Colour, hex_of
from secondunit.formats.webpage import safe

# Classes of the strips' colours: the page's policy allows no style attributes.
CLASSES: dict[Colour, str] = {shade: f"k{at}" for at, (_, shade) in enumerate(LEGEND)}


def colour_rules() -> str:
    """Return the styles of the strips' colours."""
    return "".join(f".{name} {{ background: {hex_of(shade)}; color: #111; }}\n" for shade, name in CLASSES.items())


def colour_class(colour: Colour) -> str:
    """Return the class of a strip's colour."""
    return CLASSES.get(colour, CLASSES[BANNER])


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[int] = (), kind: str = "",
    fixed: Sequence[int] = (), shades: Sequence[str] = (), foot: Sequence[object] = (),
) -> str:  # fmt: skip
    """Return a table that scrolls in its own box.

    Columns of `numbers` stand right, those of `fixed` never break a word; `shades` is a class for each row's first
    cell; `foot` a row of totals.
    """

    def attribute(at: int, shade: str = "") -> str:
        names = [name for name, wanted in (("n", at in numbers), ("keep", at in fixed)) if wanted]
        names += [shade] if shade else []
        return f' class="{" ".join(names)}"' if names else ""

    heads = "".join(f'<th scope="col"{attribute(at)}>{safe(name)}</th>' for at, name in enumerate(head))
    lines = []
    for number, row in enumerate(rows):
        shade = shades[number] if shades else ""
        cells = (f"<td{attribute(at, '' if at else shade)}>{safe(cell)}</td>" for at, cell in enumerate(row))
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    last = ""
    if foot:
        cells = (f"<td{attribute(at)}>{safe(cell)}</td>" for at, cell in enumerate(foot))
        last = f"<tfoot><tr>{''.join(cells)}</tr></tfoot>"
    body = f"<thead><tr>{heads}</tr></thead>{last}<tbody>\n{''.join(lines)}</tbody>"
    return f'<div class="scroll"><table class="{kind}">{body}</table></div>'


def facts(items: Iterable[tuple[str, object]], kind: str = "facts") -> str:
    """Return a list of labelled values."""
    pairs = (f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in items)
    return f'<dl class="{kind}">{"".join(pairs)}</dl>'


def legend() -> str:
    """Return the strips' colours with their meanings."""
    items = (f'<li><span class="swatch {CLASSES[shade]}"></span>{safe(name)}</li>' for name, shade in LEGEND)
    return f'<ul class="legend">{"".join(items)}</ul>'

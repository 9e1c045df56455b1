"""One self-contained HTML file: style and script inside, and a content security policy that lets in nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from pathlib import Path

from secondunit.formats import typeset


def safe(value: object) -> str:
    """Return text from outside for elements and attributes: cleaned, markup escaped."""
    return escape(typeset.clean(str(value)), quote=True)


def write(
    path: str | Path, title: str, css: str, body: Iterable[str], *, js: str = "", lang: str = "en",
    images: bool = False, placed: bool = False,
) -> None:  # fmt: skip
    """Write the page as UTF-8, part by part; OSError is the caller's to explain.

    `title` is plain text; `css`, `js` and `body` are trusted as they stand. `images` allows pictures in `data:`
    addresses. `placed` allows `style` attributes, for pages that put things at computed places, and typefaces in
    `data:` addresses.
    """
    sources = {
        "default-src": "'none'",
        "img-src": "data:" if images else "",
        "font-src": "data:" if placed else "",
        "style-src": "'unsafe-inline'" if placed else _hash(css),
        "script-src": _hash(js) if js else "",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    policy = "; ".join(f"{name} {source}" for name, source in sources.items() if source)
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n')
        out.write(f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n')
        out.write('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
        out.write(f"<title>{safe(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n")
        for part in body:
            out.write(part + "\n")
        if js:
            out.write(f"<script>{js}</script>\n")
        out.write("</body>\n</html>\n")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"

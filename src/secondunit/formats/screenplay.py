"""Open any screenplay: the content decides the format, not the name of the file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from secondunit.core.errors import ScriptError
from secondunit.core.script import ElementType, Script
from secondunit.formats import fdx, fountain, screenplay_pdf

MAX_BYTES = 64 * 1024 * 1024
_BOMS = (  # UTF-32 before UTF-16: its mark starts with the same bytes
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = {
    b"PK\x03\x04": ("a zip archive or an office document", "save it as plain text, Fountain or .fdx"),
    b"\xd0\xcf\x11\xe0": ("an old office document", "save it as plain text, Fountain or .fdx"),
    b"{\\rtf": ("rich text (RTF)", "save it as plain text, Fountain or .fdx"),
    b"\x89PNG": ("a picture", "give the script itself as Fountain or .fdx"),
    b"\xff\xd8\xff": ("a picture", "give the script itself as Fountain or .fdx"),
}
_FORMATS = "give a Fountain file (.fountain, .txt), a Final Draft file (.fdx) or a screenplay PDF"


def read(path: str | Path) -> Script:
    """Read a screenplay file.

    Text may be UTF-8 (with or without BOM), UTF-16 or UTF-32 with BOM, or Windows-1252 (with a warning). A text
    without scene headings is loaded with one warning; it then has a single implicit scene. Raises ScriptError
    for directories, unreadable, empty, binary and oversized files, and for formats that are no screenplay.
    """
    path = Path(path)
    return read_bytes(_load(path), path.name)


def read_bytes(data: bytes, name: str = "the script") -> Script:
    """Read a screenplay from bytes; `name` is used in messages."""
    if len(data) > MAX_BYTES:
        raise ScriptError(f"{name} is larger than 64 MB", hint="a feature is under 1 MB: is this the script?")
    if not data.strip():
        raise ScriptError(f"{name} is empty", hint=_FORMATS, line=1)
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF"):
        return screenplay_pdf.parse(data)
    for magic, (what, hint) in _MAGIC.items():
        if data.startswith(magic):
            raise ScriptError(f"{name} is {what}, not a screenplay", hint=hint)
    encoding = next((codec for mark, codec in _BOMS if data.startswith(mark)), "")
    if _is_xml(data, encoding):
        return fdx.parse(data)
    text, warnings = _decode(data, encoding, name)
    if not text.strip("\ufeff\u2028\u2029 \t\r\n\f\v"):
        raise ScriptError(f"{name} is empty", hint=_FORMATS, line=1)
    _refuse_other_formats(text, name)
    script = fountain.parse(text)
    if not any(element.type is ElementType.SCENE_HEADING for element in script.elements):
        warnings.append("no scene heading (such as INT. KITCHEN - DAY) found: the whole text is one scene")
    return replace(script, warnings=(*warnings, *script.warnings))


def _load(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ScriptError(f"{path} is a folder, not a screenplay", hint=_FORMATS)
        if path.exists() and not path.is_file():
            raise ScriptError(f"{path} is not a regular file", hint=_FORMATS)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ScriptError(f"there is no file {path}", hint="check the path") from error
    except PermissionError as error:
        raise ScriptError(f"{path} may not be read", hint="check the permissions of the file") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise ScriptError(f"{path} cannot be read: {reason}", hint="check the disk and the path") from error


def _is_xml(data: bytes, encoding: str) -> bool:
    start = data[:2048].decode(encoding or "latin-1", errors="ignore").replace("\0", "").lstrip("\ufeff \t\r\n")
    return start.startswith("<?xml") or start.startswith("<FinalDraft")


def _decode(data: bytes, encoding: str, name: str) -> tuple[str, list[str]]:
    """Return the text and warnings. Without BOM: UTF-8, else Windows-1252 if it looks like text."""
    if encoding:
        try:
            return data.decode(encoding), []
        except UnicodeDecodeError as error:
            label = encoding.removesuffix("-sig").upper()
            raise ScriptError(
                f"{name} says it is {label} but byte {error.start} is not",
                hint="open it in a text editor and save it as UTF-8",
            ) from error
    sample = data[:65536]
    nul = sample.count(0)
    if nul > len(sample) // 4:
        for codec in ("utf-16-le", "utf-16-be"):
            try:
                text = data.decode(codec)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text and _control_share(text) == 0.0:
                return text, [f"no byte order mark: read as {codec.upper()}"]
    try:
        text = data.decode("utf-8")
        warnings = []
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", errors="replace")
        line = data.count(b"\n", 0, error.start) + 1
        warnings = [f"line {line}: not UTF-8, read as Windows-1252; check accents and quotes"]
    if nul or _control_share(text) > 0.01:
        raise ScriptError(f"{name} is a binary file, not a screenplay", hint=_FORMATS)
    return text, warnings


def _control_share(text: str) -> float:
    """Return the share of characters that no text has."""
    sample = text[:65536]
    bad = sum(1 for char in sample if (char < " " and char not in "\t\n\r\f\v") or char == "\ufffd")
    return bad / max(1, len(sample))


def _refuse_other_formats(text: str, name: str) -> None:
    """Raise for text that is surely something else than a screenplay."""
    start = text.lstrip("\ufeff \t\r\n")
    head = start[:256].lower()
    if head.startswith(("<!doctype html", "<html", "<svg", "<!doctype svg")):
        raise ScriptError(f"{name} is a web page, not a screenplay", hint=_FORMATS, line=1)
    if start[:1] in "{[" and start[:2] != "[[":
        try:
            json.loads(start)
        except (ValueError, RecursionError):
            return
        raise ScriptError(f"{name} is JSON, not a screenplay", hint=_FORMATS, line=1)

"""The text of an XML file: byte order mark, then the declaration, then UTF-8 (XML 1.0, appendix F)."""

from __future__ import annotations

import codecs
import re

from secondunit.core.errors import ScriptError

_BOMS = (  # UTF-32 before UTF-16: its mark starts with the same bytes
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0F\0", "utf-16-le"), (b"\0<\0F", "utf-16-be"))
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.\-]{0,40})["']""")
# Python names of text encodings that files really come in; others (such as punycode) are slow or no text.
_KNOWN = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|cp437|cp850|mac-\w+|koi8-[ru]|shift_jis|euc_(?:jp|kr)|gb(?:2312|k|18030)|big5"
)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text and warnings; raise ScriptError for bytes that are not in the encoding that the file states."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _text(data[len(mark) :], codec), ()
    for start, codec in _BARE:
        if data.startswith(start):
            return _text(data, codec), ()
    found = _DECLARED.match(data)
    if found is None:
        return _text(data, "utf-8"), ()
    label = found[1].decode("ascii")
    if re.fullmatch(r"(?i)(?:utf|ucs)[-_]?(?:16|32|2|4)\w*(?:-?[lb]e)?", label):  # the declaration was read as bytes
        return _text(data, "utf-8"), (f"the file says it is {label.upper()} and is UTF-8: read as UTF-8",)
    try:
        codec = codecs.lookup(label).name
    except LookupError:
        codec = ""
    if not _KNOWN.fullmatch(codec):
        raise ScriptError(f'line 1: unknown encoding "{label}"', hint="save the script again as UTF-8", line=1)
    return _text(data, codec), ()


def _text(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ScriptError(
            f"line {line}: the file says it is {codec.upper()}, but byte {error.start} is not",
            hint="the file is damaged; save it again from Final Draft",
            line=line,
        ) from error

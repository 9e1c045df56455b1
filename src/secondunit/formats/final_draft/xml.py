"""Safe XML for FDX: a tree that knows its source, no entities, no external references, bounded depth.

Names are read as written (`x:Name`), so a part of a file can be read again without the namespaces declared around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import TreeBuilder, tostring
from xml.parsers import expat

from secondunit.core.errors import ScriptError
from secondunit.formats.final_draft.encoding import decode

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(rb"""<[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*>""")
_DAMAGED = "the file is damaged or cut off; save it again from Final Draft"
MAX_DEPTH = 100  # Final Draft nests about ten deep


class Span(NamedTuple):
    """Where a node stands in the source, in bytes of its UTF-8 form."""

    start: int
    inside: int  # after its start tag
    close: int  # where its end tag begins; `stop` for <Name/>
    stop: int


@dataclass(frozen=True)
class Tree:
    """The parsed document."""

    root: Node
    source: bytes  # UTF-8, without BOM
    spans: dict[Node, Span]
    warnings: tuple[str, ...] = ()

    def text(self, start: int, stop: int) -> str:
        """Return a stretch of the source."""
        return self.source[start:stop].decode("utf-8")

    def line_counter(self) -> Callable[[int], int]:
        """Return the function that gives the line, from 1, of a place in the source."""
        ends = [match.start() for match in re.finditer(b"\r\n?|\n", self.source)]
        return lambda at: bisect_right(ends, at - 1) + 1

    def parts(self, parent: Node) -> tuple[str, list[str], str]:
        """Return the source of a node in parts: what stands before its first child, each child with what follows it
        (blanks, comments), and the end tag.
        """
        whole = self.spans[parent]
        starts = [*(self.spans[child].start for child in children(parent)), whole.close]
        pieces = [self.text(start, stop) for start, stop in pairwise(starts)]
        return self.text(whole.start, starts[0]), pieces, self.text(whole.close, whole.stop)


def children(node: Node) -> list[Node]:
    """Return the child nodes without comments and processing instructions."""
    return [child for child in node if isinstance(child.tag, str)]


class _Refused(Exception):
    """The document declares entities or points outside itself."""


class _Reader:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.builder = TreeBuilder(insert_comments=True, insert_pis=True)
        self.spans: dict[Node, Span] = {}  # the root is the first
        self.open: list[Node] = []
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.ordered_attributes = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.builder.data
        parser.CommentHandler = lambda text: self.builder.comment(text) if self.open else None
        parser.ProcessingInstructionHandler = lambda name, text: self.builder.pi(name, text) if self.open else None
        parser.StartDoctypeDeclHandler = self.doctype
        for name in ("EntityDeclHandler", "UnparsedEntityDeclHandler", "ExternalEntityRefHandler"):
            setattr(parser, name, self.refuse)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        node = self.builder.start(name, attributes)
        self.open.append(node)
        if len(self.open) > MAX_DEPTH:
            line = self.parser.CurrentLineNumber
            raise ScriptError(
                f"line {line}: the XML is nested more than {MAX_DEPTH} deep",
                hint="this is not a file that Final Draft wrote; save the script again",
                line=line,
            )
        at = self.parser.CurrentByteIndex
        tag = _TAG.match(self.source, at)
        inside = tag.end() if tag else at
        self.spans[node] = Span(at, inside, inside, inside)

    def end(self, name: str) -> None:
        node = self.open.pop()
        self.builder.end(name)
        start, inside, *_ = self.spans[node]
        if self.source[inside - 2 : inside] != b"/>":
            close = self.parser.CurrentByteIndex
            self.spans[node] = Span(start, inside, close, self.source.index(b">", close) + 1)

    def doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if system or public:
            raise _Refused

    def refuse(self, *_facts: object) -> int:
        raise _Refused

    def read(self) -> None:
        self.parser.Parse(self.source, True)

    @property
    def root(self) -> Node:
        return next(iter(self.spans))


def parse_tree(data: bytes) -> Tree:
    """Parse bytes; raise ScriptError with the line for anything malformed or dangerous."""
    text, warnings = decode(data)
    source = text.encode("utf-8")
    reader = _Reader(source)
    try:
        reader.read()
    except _Refused as error:
        line = reader.parser.CurrentLineNumber
        raise ScriptError(
            f"line {line}: the file declares XML entities or external references",
            hint="Final Draft never writes them; do not open this file, or save it again from Final Draft",
            line=line,
        ) from error
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or str(error)
        raise ScriptError(f"line {error.lineno}: malformed XML, {reason}", hint=_DAMAGED, line=error.lineno) from error
    return Tree(reader.root, source, reader.spans, warnings)


def fragment(text: str) -> tuple[Node, str]:
    """Return the node that a part of a parsed file begins with, and the source that follows the node.

    Raises ExpatError for a text that does not begin with a whole node.
    """
    reader = _Reader(text.encode("utf-8"))
    try:
        reader.read()
    except expat.ExpatError:  # what follows a node may be text, or another node
        if reader.open or not reader.spans:
            raise
    return reader.root, reader.source[reader.spans[reader.root].stop :].decode("utf-8")


def node_text(node: Node) -> str:
    """Return the node as XML text, without what follows it."""
    tail, node.tail = node.tail, None
    text = tostring(node, encoding="unicode").replace("\r", "&#13;")
    node.tail = tail
    return text


def legal(text: str) -> str:
    """Return the text without the characters that XML forbids."""
    return _ILLEGAL.sub("", text)

"""Safe XML for FDX: a tree with source lines, no entities, no external references, bounded depth."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import TreeBuilder, tostring
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from secondunit.core.errors import ScriptError

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_DEPTH = 100  # Final Draft nests about ten deep


@dataclass(frozen=True)
class Tree:
    """The parsed document and the source line of each Paragraph."""

    root: Node
    lines: dict[Node, tuple[int, int]]


class _Handler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.lines: dict[Node, tuple[int, int]] = {}
        self.open: list[Node] = []
        self.root: Node | None = None
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: ANN401  (untyped in the standard library)
        self.locator = locator

    @property
    def line(self) -> int:
        return int(self.locator.getLineNumber() or 1)

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ANN401
        node = self.builder.start(name, dict(attrs.items()))
        if self.root is None:
            self.root = node
        self.open.append(node)
        if name == "Paragraph":
            self.lines[node] = (self.line, self.line)
        if len(self.open) > MAX_DEPTH:
            raise ScriptError(
                f"line {self.line}: the XML is nested more than {MAX_DEPTH} deep",
                hint="this is not a file that Final Draft wrote; save the script again",
                line=self.line,
            )

    def endElement(self, name: str) -> None:
        node = self.open.pop()
        self.builder.end(name)
        if node in self.lines:
            self.lines[node] = (self.lines[node][0], self.line)

    def characters(self, content: str) -> None:
        self.builder.data(content)


def parse_tree(data: bytes) -> Tree:
    """Parse bytes; raise ScriptError with the line for anything malformed or dangerous."""
    handler = _Handler()
    parser = defusedxml.sax.make_parser()
    parser.forbid_entities = True
    parser.forbid_external = True
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(data))
    except DefusedXmlException as error:
        line = handler.line if handler.locator is not None else 1
        raise ScriptError(
            f"line {line}: the file declares XML entities or external references",
            hint="Final Draft never writes them; do not open this file, or save it again from Final Draft",
            line=line,
        ) from error
    except SAXParseException as error:
        line = int(error.getLineNumber() or 1)
        raise ScriptError(
            f"line {line}: malformed XML, {error.getMessage()}",
            hint="the file is damaged or cut off; save it again from Final Draft",
            line=line,
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        line = handler.line if handler.locator is not None else 1
        raise ScriptError(f"the XML cannot be read: {error}", hint="save it as UTF-8", line=line) from error
    if handler.root is None:
        raise ScriptError("the XML has no content", hint="save it again from Final Draft", line=1)
    return Tree(handler.root, handler.lines)


def node_text(node: Node) -> str:
    """Return the node as XML text, without what follows it."""
    tail, node.tail = node.tail, None
    text = tostring(node, encoding="unicode")
    node.tail = tail
    return text


def attributes_text(node: Node) -> str:
    """Return an empty copy of the node as XML text: its name and attributes."""
    return tostring(Node(node.tag, dict(node.attrib)), encoding="unicode")


def legal(text: str) -> str:
    """Return the text without the characters that XML forbids."""
    return _ILLEGAL.sub("", text)

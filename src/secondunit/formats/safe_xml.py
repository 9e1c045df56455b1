"""XML from strangers as a tree: no document types, no entities, no external references, bounded size and depth."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from secondunit.core.errors import InputError

SIZE = 100_000_000  # bytes
DEEP = 100
NODES = 2_000_000


class _Refused(Exception):
    """The document declares a type or entities."""


def parse(data: bytes | str, what: str) -> Element:
    """Return the root; `what` names the file in errors ("the SVG"). InputError for anything malformed or dangerous."""
    if len(data) > SIZE:
        raise InputError(f"{what} is too large", hint=f"at most {SIZE // 1_000_000} MB")
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = nodes = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, nodes
        depth, nodes = depth + 1, nodes + 1
        if depth > DEEP or nodes > NODES:
            raise InputError(f"{what} nests more than {DEEP} deep or has more than {NODES:,} elements")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_facts: object) -> int:
        raise _Refused

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    for handler in ("StartDoctypeDecl", "EntityDecl", "ExternalEntityRef", "UnparsedEntityDecl"):
        setattr(parser, f"{handler}Handler", refuse)
    try:
        parser.Parse(data, True)
    except _Refused as error:
        raise InputError(f"{what} declares a document type or entities", hint="remove its <!DOCTYPE ...>") from error
    except (expat.ExpatError, ValueError, LookupError, UnicodeEncodeError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"line {line}: {what} is malformed XML", hint="it is damaged: export it again") from error
    return builder.close()

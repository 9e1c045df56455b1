"""Final Draft XML (FDX): read safely, keep what is unknown, write back.

There is no public schema; the paragraph types, dual dialogue, omitted scenes and scene properties follow files
of versions 1 to 6. Entities and external references are refused.
"""

from __future__ import annotations

from secondunit.core.errors import ScriptError
from secondunit.core.script import Script
from secondunit.formats.final_draft.paragraphs import Reader
from secondunit.formats.final_draft.title import read_title_page
from secondunit.formats.final_draft.writer import write
from secondunit.formats.final_draft.xml import children, parse_tree

__all__ = ["parse", "write"]


def parse(data: bytes) -> Script:
    """Parse an FDX file.

    Scene headings carry `length` and `page` in `attrs` where Final Draft stored them. Nodes beside Content are
    kept verbatim in `Script.unknown` as `fdx.NNN.Name`, paragraphs in `raw`, each with the blanks and comments that
    follow it: `write` gives an unchanged script back byte by byte (as UTF-8). Raises ScriptError with the line for
    malformed XML, entities, external references and files that are not Final Draft documents.
    """
    tree = parse_tree(data)
    root = tree.root
    content = root.find("Content")
    if root.tag != "FinalDraft" or content is None:
        what = f"its root is <{root.tag[:40]}>" if root.tag != "FinalDraft" else "it has no <Content>"
        raise ScriptError(
            f"this XML is not a Final Draft script: {what}", hint="save it from Final Draft as .fdx", line=1
        )
    warnings = list(tree.warnings)
    kind = root.get("DocumentType", "Script")
    if kind != "Script":
        warnings.append(f'Final Draft calls this document "{kind}", read as a script')
    elements = Reader(tree).read(content)
    head, pieces, end = tree.parts(root)
    whole = tree.spans[root]
    unknown = {"fdx.prolog": tree.text(0, whole.start), "fdx.root": head}
    for at, (node, piece) in enumerate(zip(children(root), pieces, strict=True)):
        name = f"fdx.{at:03d}.{node.tag}"
        unknown[name] = piece
        if node is content:
            span = tree.spans[content]
            unknown[name] = tree.parts(content)[0]
            unknown[name + ".end"] = piece.encode()[span.close - span.start :].decode()
    unknown["fdx.end"] = end + tree.text(whole.stop, len(tree.source))
    return Script(read_title_page(root.find("TitlePage")), elements, "fdx", tuple(warnings), unknown)

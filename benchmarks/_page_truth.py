"""How far our pages agree with Final Draft's on public files; every figure is counted, none is stored.

Truth: page breaks of two scripts, twelve probes of split speeches, and the page and length that Final Draft wrote
beside 36 headings of a third script. The files lie outside the repository; without them there is nothing to count.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from secondunit.core.pages import Pages, parse_eighths
from secondunit.core.script import ElementType, Script
from secondunit.departments.script.pages import paginate
from secondunit.formats import screenplay

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "script"
BROKEN = ("gumshoe", "mostly-genius")
STATED = "schoonmaker/final_draft_12_sample.scrambled.fdx"


@dataclass(frozen=True)
class Count:
    """So many of so many."""

    right: int
    of: int

    @property
    def percent(self) -> float:
        return 100.0 * self.right / self.of if self.of else 100.0

    def __str__(self) -> str:
        return f"{self.right}/{self.of} ({self.percent:.1f} %)"


@dataclass(frozen=True)
class BreakTruth:
    """A script against its page-break truth."""

    name: str
    pages: int
    true_pages: int
    breaks: Count  # pages that begin and end with the same paragraphs
    starts: Count  # scenes that start on the same page
    within_one: Count


def available() -> bool:
    return (DATA / STATED).exists()


def page_breaks(name: str, kind: str = "fdx") -> BreakTruth:
    """Compare with `NAME.page-breaks.json`; `kind` is "fdx" or "fountain" (scene starts only)."""
    folder = DATA / "jumpcut" / name
    truth = [
        [int(item["element_id"][3:]) - 1 for item in page["items"]]
        for page in json.loads((folder / f"{name}.page-breaks.json").read_text(encoding="utf-8"))["pages"]
    ]
    final_draft = screenplay.read(folder / f"{name}.fdx")
    headings = [e.index for e in final_draft.elements if e.type is ElementType.SCENE_HEADING]
    true_starts = [next(at for at, page in enumerate(truth, 1) if index in page) for index in headings]
    if kind == "fdx":
        pages = paginate(final_draft)
        breaks = _same_breaks(final_draft, pages, truth)
    else:
        pages = paginate(screenplay.read(folder / f"{name}.fountain"))
        breaks = Count(0, 0)
    ours = [scene.page for scene in pages.scenes]
    off = [abs(a - b) for a, b in zip(ours, true_starts, strict=True)]
    return BreakTruth(
        f"{name}.{kind}", len(pages.pages), len(truth), breaks, Count(off.count(0), len(off)),
        Count(sum(1 for n in off if n <= 1), len(off)),
    )


def _same_breaks(script: Script, pages: Pages, truth: list[list[int]]) -> Count:
    blank = {e.index for e in script.elements if not e.text.strip()}  # they print nothing
    ours = []
    for page in pages.pages:
        found = [line.element for line in page.lines if line.role == "text"]
        ours.append((min(found), max(found)))
    wanted = [(next(i for i in page if i not in blank), next(i for i in reversed(page) if i not in blank))
              for page in truth]
    return Count(sum(a == b for a, b in zip(ours, wanted, strict=False)), len(wanted))


def stated() -> tuple[Count, Count, Count]:
    """Return scenes on the same page, off by one at most, and of the same length, against the file's own figures."""
    script = screenplay.read(DATA / STATED)
    pages = paginate(script)
    facts = [(scene, script.elements[scene.element].attrs) for scene in pages.scenes]
    off = [abs(scene.page - int(attrs["page"])) for scene, attrs in facts]
    same = sum(scene.eighths == parse_eighths(attrs["length"]) for scene, attrs in facts)
    return Count(off.count(0), len(off)), Count(sum(n <= 1 for n in off), len(off)), Count(same, len(off))


def probes() -> dict[str, bool]:
    """Return for each probe whether the speech is split (or pushed) where Final Draft splits it."""
    out = {}
    for path in sorted((DATA / "jumpcut" / "fd-probes").glob("*.expected.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))["expected"]
        script = screenplay.read(path.with_name(path.name.replace(".expected.json", ".fountain")))
        texts = [_texts(page.lines) for page in paginate(script).pages]
        out[path.name.removesuffix(".expected.json")] = _holds(wanted, texts)
    return out


def _texts(lines: tuple[object, ...]) -> list[str]:
    found: dict[int, list[str]] = {}
    for line in lines:
        if line.role == "text":  # type: ignore[attr-defined]
            found.setdefault(line.element, []).append(line.text)  # type: ignore[attr-defined]
    return [" ".join(" ".join(parts).split()) for parts in found.values()]


def _holds(wanted: dict[str, object], texts: list[list[str]]) -> bool:
    def plain(key: str) -> str:
        return " ".join(str(wanted[key]).split())

    if wanted["kind"] == "split":
        top, bottom = int(str(wanted["top_page"])), int(str(wanted["bottom_page"]))
        return (
            len(texts) >= bottom and texts[top - 1][-1].endswith(plain("top_fragment_ends_with"))
            and texts[bottom - 1][0].startswith(plain("bottom_fragment_starts_with"))
        )
    start = plain("starts_with")
    there, absent = int(str(wanted["whole_on_page"])), int(str(wanted["absent_from_page"]))
    on_page = any(text.startswith(start) for text in texts[there - 1])
    return on_page and not (len(texts) >= absent and any(text.startswith(start) for text in texts[absent - 1]))


def main() -> int:
    if not available():
        print("the public files are not here")
        return 0
    for name in BROKEN:
        for kind in ("fdx", "fountain"):
            print(page_breaks(name, kind))
    page, near, length = stated()
    print(f"stated: same page {page}, within one {near}, same length {length}")
    held = probes()
    print(f"probes: {sum(held.values())} of {len(held)}", *(name for name, ok in held.items() if not ok))
    return 0


if __name__ == "__main__":
    sys.exit(main())

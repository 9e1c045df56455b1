"""Claims of the script department: how fast a screenplay is read, set and analysed, beside other parsers in one run.

`--parser-python` is an interpreter that has screenplain, jouvence, fountain-tools and fountain-py.
"""

from __future__ import annotations

import gc
import math
import sys
import tempfile
import time
from pathlib import Path

import _table as t

from secondunit.departments.script.pages import paginate
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain

PAGES, MANY = 128, 2000
# How each peer reads a text; the loop around it is the same for all of them.
PEERS = {
    "screenplain": ("screenplain", "import io; from screenplain.parsers import fountain as f",
                    "list(f.parse(io.StringIO(text)))"),
    "jouvence": ("jouvence", "from jouvence.parser import JouvenceParser as P", "P().parseString(text)"),
    "fountain-tools": ("fountain-tools", "from fountain_tools.parser import Parser as P",
                       "p = P(); p.add_text(text); p.finalize()"),
    "fountain-py": ("fountain-py", "from fountain.parser import FountainParser as P", "P().parse(text)"),
}  # fmt: skip
LOOP = """
import sys, json, time
try:
    {imports}
    import importlib.metadata as m
except ImportError:
    sys.exit(3)
text = open(sys.argv[1], encoding="utf-8").read(); times = []
for _ in range(int(sys.argv[2]) + 1):
    s = time.perf_counter(); {work}; times.append(time.perf_counter() - s)
print(json.dumps({{"version": m.version("{name}"), "times": times[1:]}}))
"""


def script_of(pages: int) -> str:
    """Return a script of at least so many pages: the scenes of the short again and again."""
    short = next((t.ROOT / "examples").glob("*.fountain")).read_text(encoding="utf-8")
    head, _, body = short.partition("\n\n")
    one = len(paginate(fountain.parse(body)).pages)
    return head + ("\n\n" + body) * math.ceil(pages / (one - 1))


def analyse(text: str) -> None:
    """Do everything that a report needs: pages, breakdown, tags, pacing, strips."""
    reading = Reading(fountain.parse(text))
    assert reading.pages.pages
    assert reading.tags
    assert reading.pacing.scenes
    assert reading.strips


def seconds(text: str) -> float:
    start = time.perf_counter()
    paginate(fountain.parse(text))
    return time.perf_counter() - start


def ratios(long: str, count: int, text: str, pages: int) -> t.Measured:
    """Return the cost of a page of a long script over that of a short one, three times."""
    return t.Measured.of([
        (seconds(long) / count) / (min(seconds(text) for _ in range(3)) / pages) for _ in range(3)
    ])  # fmt: skip


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=7)
    parser.add_argument("--parser-python", type=Path, default=Path(sys.executable),
                        help="interpreter that has the other parsers")
    options = parser.parse_args()
    text = script_of(PAGES)
    pages = len(paginate(fountain.parse(text)).pages)
    ours = t.measure(lambda: fountain.parse(text), options.runs).scaled(1e3)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feature.fountain"
        path.write_text(text, encoding="utf-8")
        for name, (package, imports, work) in PEERS.items():
            code = LOOP.format(imports=imports, work=work, name=package)
            answer = t.peer(options.parser_python, code, str(path), str(options.runs))
            times = answer["times"] if answer else []
            measured = t.Measured.of(times).scaled(1e3) if isinstance(times, list) and times else None
            label = f"{name} {answer['version']}" if answer else name
            rows.append(t.Row(f"parse {pages} pages", "ms", ours, 40, label, measured))
    both = t.measure(lambda: paginate(fountain.parse(text)), options.runs).scaled(1e3)
    rows.append(t.Row(f"parse and paginate {pages} pages", "ms", both, 150))
    whole = t.measure(lambda: analyse(text), max(3, options.runs // 2))
    rows.append(t.Row(f"full analysis of {pages} pages", "s", whole, 2))
    long = script_of(MANY)
    count = len(paginate(fountain.parse(long)).pages)
    label = f"cost of a page at {count} pages against {pages}"
    rows.append(t.Row(f"{label}, with Python's collector", "times", ratios(long, count, text, pages)))
    gc.disable()  # it walks everything that lives, more of it in a long script: not our work
    rows.append(t.Row(label, "times", ratios(long, count, text, pages), 1.25))
    gc.enable()
    return t.finish("script", rows, options.save, f"{len(text):,} characters")


if __name__ == "__main__":
    sys.exit(main())

"""Claim: a feature-length Fountain screenplay is read in at most 200 ms."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import _table as t

from secondunit.formats import fountain

PAGE = 1130  # characters on a page: a script of 37 Final Draft pages has 41,700
FEATURE = 110 * PAGE

SCREENPLAIN = """
import sys, io, json, time
try:
    from screenplain.parsers import fountain
    import importlib.metadata as m
except ImportError:
    sys.exit(3)
text = open(sys.argv[1], encoding="utf-8").read(); times = []
for _ in range(int(sys.argv[2]) + 1):
    s = time.perf_counter(); list(fountain.parse(io.StringIO(text))); times.append(time.perf_counter() - s)
print(json.dumps({"version": m.version("screenplain"), "times": times[1:]}))
"""
JOUVENCE = """
import sys, json, time
try:
    from jouvence.parser import JouvenceParser
    import importlib.metadata as m
except ImportError:
    sys.exit(3)
text = open(sys.argv[1], encoding="utf-8").read(); times = []
for _ in range(int(sys.argv[2]) + 1):
    s = time.perf_counter(); JouvenceParser().parseString(text); times.append(time.perf_counter() - s)
print(json.dumps({"version": m.version("jouvence"), "times": times[1:]}))
"""


def feature(folder: Path) -> Path:
    """Return a feature-length script: the scenes of the short again and again."""
    short = next((t.ROOT / "examples").glob("*.fountain")).read_text(encoding="utf-8")
    body = short.partition("\n\n")[2]
    path = folder / "feature.fountain"
    path.write_text(short + ("\n\n" + body) * (FEATURE // len(body)), encoding="utf-8")
    return path


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=9)
    parser.add_argument("--script", type=Path, help="a Fountain file instead of the short, repeated to 110 pages")
    parser.add_argument("--parser-python", type=Path, default=Path(sys.executable),
                        help="interpreter that has screenplain and jouvence")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.script or feature(Path(folder))
        text = path.read_text(encoding="utf-8")
        scenes = sum(e.type == "scene_heading" for e in fountain.parse(text).elements)
        ours = t.measure(lambda: fountain.parse(text), options.runs).scaled(1e3)
        rows = []
        for name, code in (("screenplain", SCREENPLAIN), ("jouvence", JOUVENCE)):
            answer = t.peer(options.parser_python, code, str(path), str(options.runs))
            times = answer["times"] if answer else []
            measured = t.Measured.of(times).scaled(1e3) if isinstance(times, list) and times else None
            label = f"{name} {answer['version']}" if answer else name
            rows.append(t.Row(f"read about {len(text) // PAGE} pages", "ms", ours, 200, label, measured))
    return t.finish("parse", rows, options.save, f"{len(text):,} characters, {scenes} scenes")


if __name__ == "__main__":
    sys.exit(main())

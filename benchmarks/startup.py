"""Claims: the package and its help start at once and load nothing heavy; a worker starts in a second; the size."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import _table as t

HEAVY = ("torch", "cv2", "bpy", "numpy", "scipy", "pxr", "embreex")
MODULES = (
    "import sys, io, contextlib\n{work}\n"
    "print(' '.join(sorted(m for m in {heavy!r} if m in sys.modules)))"
)
HELP = (
    "import secondunit.cli.main as m\n"
    "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
    "    sys.argv = ['secondunit', '--help']; m.main()"
)


def once(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=t.clean_environment())
    return time.perf_counter() - start


def import_seconds(module: str) -> float:
    code = f"import time; s=time.perf_counter(); import {module}; print(time.perf_counter()-s)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(out.stdout)


def loaded(work: str) -> str:
    code = MODULES.format(work=work, heavy=HEAVY)
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def installed_mb() -> tuple[float, int]:
    """Return the size on disk of secondunit and everything it requires without extras, and their number."""
    todo, seen, size = ["secondunit"], set(), 0
    while todo:
        name = todo.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # a marker says that this system does not need it
        seen.add(key)
        files = {Path(str(found.locate_file(f))) for f in found.files or ()}
        size += sum(f.stat().st_size for f in files if f.is_file())
        needs = [r for r in found.requires or () if "extra ==" not in r]
        todo += [re.match(r"[A-Za-z0-9._-]+", need).group(0) for need in needs]  # type: ignore[union-attr]
    package = t.ROOT / "src" / "secondunit"  # an editable install lists no files of its own
    size += sum(f.stat().st_size for f in package.rglob("*") if f.is_file() and "__pycache__" not in f.parts)
    return size / 1e6, len(seen)


def main() -> int:
    options = t.arguments(__doc__ or "", runs=15).parse_args()
    command = Path(sys.executable).with_name("secondunit")
    bare = t.Measured.of([once(sys.executable, "-c", "pass") for _ in range(options.runs)])
    numpy = t.Measured.of([import_seconds("numpy") for _ in range(options.runs)])
    package = t.Measured.of([import_seconds("secondunit") for _ in range(options.runs)])
    helped = t.Measured.of([once(str(command), "--help") for _ in range(options.runs)])
    starts = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(5):
            worker = t.Worker("secondunit.engines.ink:Ink", Path(folder))
            starts.append(worker.start)
            worker.close()
    size, packages = installed_mb()
    heavy = [word for word in (loaded("import secondunit"), loaded(HELP)) if word]
    rows = [
        t.Row("import secondunit", "ms", package.scaled(1e3), 150, f"import numpy {metadata.version('numpy')}",
              numpy.scaled(1e3)),
        t.Row("secondunit --help", "ms", helped.scaled(1e3), 300, "python -c pass", bare.scaled(1e3)),
        t.Row("heavy modules loaded by the two", "modules", t.Measured.of([len(heavy)]), 0),
        t.Row("start of an ink worker", "s", t.Measured.of(starts), 1.0),
        t.Row(f"installed size, {packages} packages", "MB", t.Measured.of([size]), 1000),
    ]
    return t.finish("startup", rows, options.save, f"looked for: {', '.join(HEAVY)}")


if __name__ == "__main__":
    sys.exit(main())

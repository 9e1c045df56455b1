"""Run every benchmark in a process of its own; `make bench` calls this.

    python benchmarks/run.py [--only NAME ...] [--save] [--readme]

`roto` calls what the other scripts of roto are made of; those tell more, and run only when named.
`--readme` puts the tables under "Last numbers" in benchmarks/README.md. Exits with 1 when a claim does not hold.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

README = Path(__file__).with_name("README.md")
HEADING = "## Last numbers"
SCRIPTS = (
    "startup", "identity", "script", "script_quality", "bodies", "board", "memory", "rights", "similar",
    "watermark", "roto", "roto_propagation", "roto_matting", "roto_curves", "roto_cleanup", "firstpass",
)  # fmt: skip
DETAILS = ("roto_propagation", "roto_matting", "roto_curves", "roto_cleanup")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SCRIPTS, default=[name for name in SCRIPTS if name not in DETAILS])
    parser.add_argument("--save", action="store_true", help="append the numbers to benchmarks/results/")
    for option, script in PASSED_ON.items():
        parser.add_argument(option, help=f"passed on to {script}")
    parser.add_argument("--readme", action="store_true", help="write the tables into benchmarks/README.md")
    options = parser.parse_args()
    missed, tables = [], []
    for name in options.only:
        command = [sys.executable, str(Path(__file__).with_name(f"{name}.py"))]
        command += ["--save"] if options.save else []
        for option, script in PASSED_ON.items():
            value = getattr(options, option[2:].replace("-", "_"))
            if value and script == name:
                command += [option, value]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        tables.append(done.stdout.strip())
        if done.returncode:
            missed.append(name)
    if options.readme:
        README.write_text(with_tables(README.read_text(encoding="utf-8"), tables), encoding="utf-8")
    print(f"\nmissed or failed: {', '.join(missed)}" if missed else "\nevery claim held")
    return 1 if missed else 0


def with_tables(readme: str, tables: list[str]) -> str:
    """Return the page with these tables in place of the last ones; what did not run keeps its table."""
    head, _, old = readme.partition(HEADING)
    sections = {part.split(maxsplit=1)[0]: part.strip() for part in old.split("### ")[1:]}
    sections |= {part.split(maxsplit=1)[0]: part for part in (t.strip().removeprefix("## ") for t in tables if t)}
    kept = [sections[name] for name in SCRIPTS if name in sections]
    return f"{head}{HEADING}\n\n" + "\n\n".join(f"### {part}" for part in kept) + "\n"


PASSED_ON = {"--blender-python": "board", "--anny-python": "bodies", "--parser-python": "script"}

if __name__ == "__main__":
    sys.exit(main())

"""Run every benchmark in a process of its own; `make bench` calls this.

    python benchmarks/run.py [--only NAME ...] [--save] [-- options for the scripts]

Exits with 1 when a claim does not hold.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

SCRIPTS = ("startup", "identity", "parse", "bodies", "board", "memory", "firstpass")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SCRIPTS, default=SCRIPTS)
    parser.add_argument("--save", action="store_true", help="append the numbers to benchmarks/results/")
    for option, script in PASSED_ON.items():
        parser.add_argument(option, help=f"passed on to {script}")
    options = parser.parse_args()
    missed = []
    for name in options.only:
        command = [sys.executable, str(Path(__file__).with_name(f"{name}.py"))]
        command += ["--save"] if options.save else []
        for option, script in PASSED_ON.items():
            value = getattr(options, option[2:].replace("-", "_"))
            if value and script == name:
                command += [option, value]
        if subprocess.run(command, check=False).returncode:
            missed.append(name)
    print(f"\nmissed or failed: {', '.join(missed)}" if missed else "\nevery claim held")
    return 1 if missed else 0


PASSED_ON = {"--blender-python": "board", "--anny-python": "bodies", "--parser-python": "parse"}

if __name__ == "__main__":
    sys.exit(main())

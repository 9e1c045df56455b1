"""Rules of the house that no other linter holds; run it as `python tools/lint_house.py`.

1. No clock and no unseeded or global randomness in core, formats, scene, departments and engines: the same
   input must give the same bytes, so seeds are passed in and nothing asks what time it is.
2. No Python file is longer than 600 lines.
3. Every dependency in pyproject.toml says on its line why it is there.

Prints `path:line: rule` for each break and exits with 1 when there is one.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PURE = ("core", "formats", "scene", "departments", "engines")
CODE = ("src", "tests", "tools", "benchmarks")
LONGEST = 600

CLOCKS = {
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.asctime", "time.strftime",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
}
ENTROPY = {"uuid.uuid1", "uuid.uuid4", "os.urandom", "random.SystemRandom"}
# Generators that are fine when they are given a seed.
SEEDED = {
    "random.Random", "numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.SeedSequence",
    "numpy.random.PCG64", "numpy.random.PCG64DXSM", "numpy.random.Philox", "numpy.random.SFC64",
    "numpy.random.MT19937",
}
NEUTRAL = {"numpy.random.Generator", "numpy.random.BitGenerator"}  # types, or fed by one of the above
_REQUIREMENT = re.compile(r'"[A-Za-z0-9][A-Za-z0-9._-]*(\[[^\]]*\])?\s*([=<>!~][^"]*)?"')

Finding = tuple[int, str]


def nondeterminism(source: str) -> list[Finding]:
    """Return (line, message) for each use of a clock or of randomness that nobody seeded."""
    tree = ast.parse(source)
    names = _imported(tree)
    found: list[Finding] = []
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and node.module in (
            "random", "time", "datetime", "uuid", "secrets", "numpy.random"
        ):
            found.append((node.lineno, f"`from {node.module} import *` hides what is used"))
        if not isinstance(node, (ast.Name, ast.Attribute)) or not isinstance(node.ctx, ast.Load):
            continue
        name = _dotted(node, names)
        if name is None:
            continue
        if name in CLOCKS:
            found.append((node.lineno, f"{name} is a clock"))
        elif name in ENTROPY or name.startswith("secrets."):
            found.append((node.lineno, f"{name} differs in each run"))
        elif name in SEEDED:
            call = called.get(id(node))
            if call is not None and not _has_seed(call):
                found.append((node.lineno, f"{name} without a seed"))
        elif name.startswith(("random.", "numpy.random.")) and name not in NEUTRAL:
            found.append((node.lineno, f"{name} uses the global random state"))
    return sorted(set(found))


def _imported(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: {"np": "numpy", "now": "time.time"}."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                names[item.asname or item.name.split(".")[0]] = item.name if item.asname else item.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for item in node.names:
                names[item.asname or item.name] = f"{node.module}.{item.name}"
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return None
    return ".".join([names[node.id], *reversed(parts)])


def _has_seed(call: ast.Call) -> bool:
    given = [*call.args, *(k.value for k in call.keywords if k.arg in ("seed", "entropy", "x", "key", None))]
    return any(not (isinstance(value, ast.Constant) and value.value is None) for value in given)


def without_reason(pyproject: str) -> list[Finding]:
    """Return (line, message) for each requirement in pyproject.toml whose line has no comment."""
    found: list[Finding] = []
    table, listing = "", False
    for number, line in enumerate(pyproject.splitlines(), start=1):
        code, _, comment = line.partition("#")
        if code.startswith("["):
            table, listing = code.strip(), False
            continue
        starts = re.match(r"(\S+)\s*=\s*\[", code)
        if starts:
            key = starts.group(1)
            listing = (
                (table == "[project]" and key == "dependencies")
                or table == "[project.optional-dependencies]"
                or (table == "[build-system]" and key == "requires")
            )
            code = code.partition("=")[2]
        if listing:
            needs = _REQUIREMENT.search(code)
            if needs and not comment.strip():
                found.append((number, f"{needs.group(0)} has no comment that says why"))
            listing = "]" not in re.sub(r'"[^"]*"', "", code)
    return found


def findings(root: Path) -> Iterator[str]:
    """Yield every break of a rule below `root` as `path:line: message`."""
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            where = path.relative_to(root).as_posix()
            length = text.count("\n")
            if length > LONGEST:
                yield f"{where}:{length}: {length} lines, {LONGEST} are allowed: split it by role"
            if folder == "src" and set(path.relative_to(root / "src").parts[1:2]) & set(PURE):
                for line, message in nondeterminism(text):
                    yield f"{where}:{line}: {message}"
    project = root / "pyproject.toml"
    for line, message in without_reason(project.read_text(encoding="utf-8")):
        yield f"pyproject.toml:{line}: {message}"


def main() -> int:
    """Print the findings; return 1 when there are any."""
    found = list(findings(ROOT))
    for line in found:
        print(line)
    print(f"{len(found)} breaks of the house rules" if found else "house rules: all held")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

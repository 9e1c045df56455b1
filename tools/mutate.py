"""Mutation testing of the gates: does a test fail for every small fault in the rules and in what applies them?

    python tools/mutate.py                                 # all modules and packs, may take an hour
    python tools/mutate.py --only gates/rules/policy.py          # one of them (may be given several times)
    python tools/mutate.py --sample 50 --seed 7            # a sample
    python tools/mutate.py --minutes 10                    # stop after ten minutes

Each mutant runs in a process of its own and sees only the tests that TESTS names for its file; the first test that
fails kills it. Survivors are printed with what was changed. Those that do not matter stand with a reason in
`tools/mutate_allowed.toml`; the exit code is 1 when another one survives.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mutants_packs
import mutants_python
import mutants_run
from mutants_packs import PackMutant
from mutants_python import PythonMutant

ROOT = Path(__file__).resolve().parents[1]
GATES = ROOT / "src" / "secondunit" / "gates"
ALLOWED = ROOT / "tools" / "mutate_allowed.toml"
RULES = ("tests/unit/test_rules.py", "tests/unit/rules", "tests/property/test_verdicts.py")
RECORDS = "tests/unit/rules/test_laws_on_records.py"
LEDGER = ("tests/unit/test_ledger.py", "tests/unit/test_ledger_check.py")
PAY = ("tests/unit/test_pay_*.py", "tests/property/test_pay.py", "tests/integration/test_rights_pay.py")
NAMES = ("tests/unit/test_names.py", "tests/unit/test_facts_materials.py")
SIMILAR = ("tests/unit/test_similar*.py", "tests/property/test_prints.py")
MANIFEST = ("tests/unit/test_source_types.py", "tests/unit/test_actions.py", "tests/unit/test_manifest.py")
SIGNING = ("tests/unit/test_clearance.py", "tests/integration/test_certificates.py")
SIGNED = ("tests/integration/test_credentials.py", "tests/integration/test_certificates.py",
          "tests/integration/test_intake.py")  # fmt: skip
FRAMES = ("tests/integration/test_sequences.py",)
DELIVERED = ("tests/bypass/test_delivery_tampering.py", "tests/integration/test_rights_report.py")
# Which tests answer for a file, the quickest killers first; paths that do not exist are an error.
TESTS = {
    "gates/rules/policy.py": ("tests/unit/rules/test_policy.py", *RULES),
    "gates/rules/conditions.py": ("tests/unit/rules/test_conditions.py", *RULES),
    "gates/rules/rulebook.py": ("tests/unit/rules/test_rulebook.py", *RULES),
    "gates/rules/territories.py": ("tests/unit/rules/test_territories.py", "tests/unit/rules/test_pack_eu.py"),
    "gates/rules/likeness.py": ("tests/unit/test_likeness.py",),
    "gates/signing/clearance.py": SIGNING,
    "gates/signing/keys.py": SIGNING,
    "gates/signing/certificate.py": SIGNING,
    "gates/records/ledger_check.py": LEDGER,
    "gates/records/decisions.py": ("tests/unit/test_decisions.py",),
    "gates/records/register.py": ("tests/unit/test_rights_register.py", "tests/bypass/test_register.py",
                                  "tests/bypass/test_turned_back.py"),
    "gates/records/roll.py": ("tests/unit/test_roll.py", "tests/bypass/test_turned_back.py"),
    "gates/credentials/source_types.py": MANIFEST,
    "gates/credentials/actions.py": MANIFEST,
    "gates/credentials/manifest.py": (*MANIFEST, *SIGNED[:1]),
    "gates/credentials/manifest_lint.py": MANIFEST,
    "gates/credentials/particulars.py": (*MANIFEST, *SIGNED[:1]),
    "gates/credentials/provenance.py": (*MANIFEST, *SIGNED[:1]),
    "gates/credentials/credential.py": SIGNED,
    "gates/credentials/verify.py": SIGNED,
    "gates/credentials/inspect.py": SIGNED,
    "gates/credentials/sequence.py": FRAMES,
    "gates/credentials/sidecar.py": FRAMES,
    "gates/credentials/delivery_manifest.py": DELIVERED,
    "gates/prompts": NAMES,
    "gates/pay": PAY,
    "gates/similar": SIMILAR,
    "gates/facts": ("tests/unit/test_facts_*.py", RECORDS, *RULES),
    "gates/packs": (),  # the tests that name the pack
}


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants."""

    killed: int
    survived: tuple[PythonMutant | PackMutant, ...]
    allowed: tuple[str, ...]  # survivors that have a reason to
    skipped: int  # no time was left

    @property
    def score(self) -> float:
        """Killed in hundredths of those that could be: the ones with a reason to survive do not count."""
        tried = self.killed + len(self.survived)
        return 100 * self.killed / tried if tried else 100.0


def targets(only: Sequence[str] = ()) -> list[Path]:
    """The files to mutate, all of them or those whose path ends as one of `only`."""
    found = [path for name in TESTS for path in sorted(
        [GATES.parent / name] if name.endswith(".py") else (GATES.parent / name).glob("*.*")
    ) if path.suffix in (".py", ".toml") and path.name != "__init__.py"]  # fmt: skip
    chosen = [path for path in found if not only or any(_matches(path, name) for name in only)]
    if not chosen:
        raise SystemExit(f"mutate: nothing to mutate is named {', '.join(only)}")
    return chosen


def tests_for(path: Path) -> tuple[str, ...]:
    """The tests that answer for a file."""
    name = path.relative_to(GATES.parent).as_posix()
    if path.suffix == ".toml":
        named = tuple(
            test.relative_to(ROOT).as_posix() for test in sorted((ROOT / "tests" / "unit" / "rules").glob("test_*.py"))
            if f'"{path.stem}/' in test.read_text(encoding="utf-8")
        )
        if named:
            return named
    found = TESTS.get(name) or TESTS[name.rpartition("/")[0]] or RULES
    files = list[str]()
    for test in found:
        matching = sorted(ROOT.glob(test))
        if not matching:
            raise SystemExit(f"mutate: there is no {test}, named for {name}")
        for place in matching:
            inside = sorted(place.glob("test_*.py")) if place.is_dir() else [place]
            files += [file.relative_to(ROOT).as_posix() for file in inside]
    return tuple(dict.fromkeys(files))


def mutants_of(path: Path) -> list[PythonMutant | PackMutant]:
    """All mutants of one file."""
    name = path.relative_to(GATES.parent).as_posix()
    if path.suffix == ".toml":
        return list(mutants_packs.mutants(path.read_bytes(), name))
    return list(mutants_python.mutants(path.read_text(encoding="utf-8"), name))


def run(
    paths: Sequence[Path], allowed: dict[str, str], *, like: str = "", sample: int = 0, seed: int = 1,
    minutes: float = 0,
) -> Outcome:  # fmt: skip
    """Try the mutants of these files, all, those with `like` in their id, or a sample; print survivors as they come."""
    mutants_run.warm()
    work = [(path, mutant) for path in paths for mutant in mutants_of(path) if like in mutant.id]
    if sample and sample < len(work):
        work = sorted(random.Random(seed).sample(work, sample), key=lambda item: (str(item[0]), item[1].id))
    by_tests: dict[tuple[str, ...], list[tuple[Path, PythonMutant | PackMutant]]] = {}
    for path, mutant in work:
        by_tests.setdefault(tests_for(path), []).append((path, mutant))
    end = time.monotonic() + (minutes * 60 or 1e9)
    killed, survived, excused = 0, list[PythonMutant | PackMutant](), list[str]()
    for tests, some in by_tests.items():
        if time.monotonic() > end:
            break
        for mutant, lives in mutants_run.outcomes(some, tests, end):
            if not lives:
                killed += 1
            elif mutant.id in allowed:
                excused.append(mutant.id)
            else:
                survived.append(mutant)
                print(f"survived  {mutant.id}\n  - {mutant.before}\n  + {mutant.after}", flush=True)
    tried = killed + len(survived) + len(excused)
    return Outcome(killed, tuple(survived), tuple(excused), len(work) - tried)


def read_allowed(path: Path = ALLOWED) -> dict[str, str]:
    """Mutants that may survive: id -> reason."""
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {item["id"]: item["reason"] for item in tree.get("allowed", [])}
    for name, reason in found.items():
        if not reason.strip():
            raise SystemExit(f"mutate: {name} may survive without a reason")
    return found


def stale(allowed: dict[str, str], paths: Sequence[Path]) -> list[str]:
    """Ids of these files in the list of the allowed that no mutant has any more."""
    files = {path.relative_to(GATES.parent).as_posix(): path for path in paths}
    named = {name.partition("::")[0] for name in allowed} & files.keys()
    known = {mutant.id for file in named for mutant in mutants_of(files[file])}
    return sorted(name for name in set(allowed) - known if name.partition("::")[0] in named)


def _matches(path: Path, name: str) -> bool:
    return path.as_posix().endswith("/" + name.strip("/")) or f"/{name.strip('/')}/" in path.as_posix()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="mutation testing of the gates")
    parser.add_argument("--only", action="append", default=[], help="a file or folder, such as gates/rules/policy.py")
    parser.add_argument("--like", default="", help="only mutants with this text in their id")
    parser.add_argument("--sample", type=int, default=0, help="try that many mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--minutes", type=float, default=0, help="stop after that many minutes")
    parser.add_argument("--list", action="store_true", help="only count the mutants of each file")
    given = parser.parse_args(arguments)
    paths = targets(given.only)
    if given.list:
        for path in paths:
            print(f"{len(mutants_of(path)):5d}  {path.relative_to(GATES.parent).as_posix()}")
        return 0
    allowed = read_allowed()
    for name in stale(allowed, paths):
        print(f"stale     {name}: no such mutant; take it out of {ALLOWED.name}")
    found = run(paths, allowed, like=given.like, sample=given.sample, seed=given.seed, minutes=given.minutes)
    print(f"{found.killed} killed, {len(found.survived)} survived, {len(found.allowed)} may survive, "
          f"{found.skipped} not tried; score {found.score:.1f} %", flush=True)
    return 1 if found.survived else 0


if __name__ == "__main__":
    sys.exit(main())

"""The tools that look whether the tests of the gates notice faults."""

import importlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import mutants_packs  # noqa: E402
import mutants_python  # noqa: E402
import mutate  # noqa: E402

SOURCE = '''
"""A module."""
from a import b
__all__ = ["f"]
def f(x: int = 3, *, y: "str" = "") -> "bool":
    """Say it."""
    if x < 2 and not y:
        raise ValueError("words are left alone")
    done(x)
    x += 1
    return any(part is None for part in x) if y else 1 - x == "p"
'''
PACK = b"""
[pack]
name = "p"
from = 2026-01-01
guilds = ["A", "B"]
[[rule]]
id = "R1"
verdict = "deny"
verified = false
text = 'a "quoted" text'
when = [
  { fact = "use.purpose", op = "in", value = ["final", "promo"] },
  { any = [{ fact = "people.minor", op = "is", value = true }, { fact = "use.persons", op = "empty" }] },
]
"""


def changes(source: str) -> set[str]:
    return {mutant.id.removeprefix("m.py::") for mutant in mutants_python.mutants(source, "m.py")}


def test_python_is_changed_in_every_usual_way():
    assert changes(SOURCE) == {
        "f::constant: 3 -> 4", "f::constant: 3 -> 2", "f::constant: '' -> '~'",
        "f::forced: if x < 2 and (not y): -> if True:", "f::forced: if x < 2 and (not y): -> if False:",
        "f::bool: x < 2 and (not y) -> x < 2 or not y", "f::operand: x < 2 and (not y) -> not y",
        "f::operand: x < 2 and (not y) -> x < 2", "f::compare: x < 2 -> x <= 2", "f::compare: x < 2 -> x >= 2",
        "f::constant: 2 -> 3", "f::constant: 2 -> 1", "f::not: not y -> y",
        "f::dropped: raise ValueError('words are left alone') -> pass", "f::dropped: done(x) -> pass",
        "f::dropped: x += 1 -> pass", "f::constant: 1 -> 2", "f::constant: 1 -> 0", "f::constant: 1 -> 2 #2",
        "f::constant: 1 -> 0 #2",
        "f::return: return any((part is None for part in x)) if y else 1 - x == 'p' -> return None",
        "f::branch: any((part is None for part in x)) if y else 1 - x == 'p' -> any((part is None for part in x))",
        "f::branch: any((part is None for part in x)) if y else 1 - x == 'p' -> 1 - x == 'p'",
        "f::call: any((part is None for part in x)) -> all((part is None for part in x))",
        "f::compare: part is None -> part is not None", "f::compare: 1 - x == 'p' -> 1 - x != 'p'",
        "f::arithmetic: 1 - x -> 1 + x", "f::constant: 'p' -> 'p~'",
    }


def test_every_python_mutant_differs_from_the_source_and_compiles():
    import ast

    whole = ast.unparse(ast.parse(SOURCE))
    for mutant in mutants_python.mutants(SOURCE, "m.py"):
        assert ast.unparse(mutant.tree()) != whole
        compile(mutant.tree(), "m.py", "exec")


def test_packs_are_changed_in_every_way():
    found = {mutant.id.removeprefix("p.toml::") for mutant in mutants_packs.mutants(PACK, "p.toml")}
    purpose, minor = 'use.purpose in ["final", "promo"]', "people.minor is true"
    assert found == {
        "pack::from = 2025-12-31", "pack::from = 2026-01-02", "pack::no guilds", "pack::guilds without A",
        "pack::guilds without B", "R1::verdict = escalate", "R1::no verified", f"R1::dropped {purpose}",
        f"R1::{purpose}: op = not_in", f"R1::{purpose}: without final", f"R1::{purpose}: without promo",
        "R1::dropped any of 2: people.minor ...", f"R1::dropped {minor}", f"R1::{minor}: op = is_not",
        f"R1::{minor}: value = False", "R1::dropped use.persons empty", "R1::use.persons empty: op = not_empty",
    }


def test_a_pack_is_written_as_it_was_read():
    assert tomllib.loads(mutants_packs.write(tomllib.loads(PACK.decode())).decode()) == tomllib.loads(PACK.decode())
    for path in mutate.targets(["gates/packs"]):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        assert tomllib.loads(mutants_packs.write(tree).decode()) == tree


def test_every_mutant_of_the_gates_has_an_id_of_its_own_and_tests_that_answer_for_it():
    ids = []
    for path in mutate.targets():
        assert mutate.tests_for(path)
        ids += [mutant.id for mutant in mutate.mutants_of(path)]
    assert len(ids) == len(set(ids)) > 1000


def test_mutants_that_may_survive_have_a_reason_and_still_exist():
    allowed, paths = mutate.read_allowed(), mutate.targets()
    assert mutate.stale(allowed, paths) == []
    files = {path.relative_to(mutate.GATES.parent).as_posix() for path in paths}
    assert {name.partition("::")[0] for name in allowed} <= files
    assert mutate.stale({"gates/rules/policy.py::f::not: not y -> y": "r"}, paths) == ["gates/rules/policy.py::f::not: not y -> y"]


def test_a_list_without_a_reason_is_refused(tmp_path):
    (tmp_path / "allowed.toml").write_text('[[allowed]]\nid = "x"\nreason = " "\n')
    with pytest.raises(SystemExit, match="without a reason"):
        mutate.read_allowed(tmp_path / "allowed.toml")
    with pytest.raises(SystemExit, match="nothing to mutate"):
        mutate.targets(["gates/nothing.py"])


def mutate_in_its_own_process(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, str(ROOT / "tools" / "mutate.py"), *arguments], capture_output=True,
                          text=True, timeout=300)


def test_a_fault_is_noticed_and_code_without_one_passes():
    done = mutate_in_its_own_process("--only", "gates/rules/territories.py", "--like", "meet::compare: one.casefold()")
    assert done.returncode == 0 and done.stdout.startswith("1 killed, 0 survived"), done.stdout + done.stderr


def test_a_fault_that_no_test_sees_is_told(tmp_path):
    copied = tmp_path / "tools"
    shutil.copytree(ROOT / "tools", copied, ignore=shutil.ignore_patterns("__pycache__"))
    gates, tests = tmp_path / "src" / "secondunit" / "gates", tmp_path / "tests" / "unit" / "rules"
    (gates / "packs").mkdir(parents=True)
    (gates / "rules").mkdir()
    tests.mkdir(parents=True)
    for folder in (gates.parent, gates, gates / "rules"):
        (folder / "__init__.py").touch()
    (gates / "rules" / "territories.py").write_text("def larger(one, other):\n    return one >= other\n")
    (tests / "test_territories.py").write_text("from secondunit.gates.rules.territories import larger\n\n"
                                               "def test_it():\n    assert larger(2, 1)\n    assert not larger(1, 2)\n")
    (tests / "test_pack_eu.py").write_text("def test_nothing():\n    pass\n")
    done = subprocess.run([sys.executable, str(copied / "mutate.py"), "--only", "gates/rules/territories.py"],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "survived  gates/rules/territories.py::larger::compare: one >= other -> one > other" in done.stdout
    assert "2 killed, 1 survived, 0 may survive, 0 not tried; score 66.7 %" in done.stdout


def test_the_project_may_not_be_loaded_before_the_fault():
    importlib.import_module("secondunit.gates")
    with pytest.raises(SystemExit, match="loaded already"):
        mutate.run([], {})

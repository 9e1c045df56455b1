"""Runs tests on mutants: each in a process of its own, forked from one that has collected the tests.

A fault inside a function is put into the function that is already loaded (its code object is exchanged), a fault in a
pack is put into what the pack's reader returns; then the collected tests run in that process until one fails. A fault
in the body of a module or class, or in a default value, needs the project loaded anew: such a mutant gets a process
that has not loaded it yet, which is slower.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from mutants_packs import PackMutant
from mutants_python import PythonMutant

ROOT = Path(__file__).resolve().parents[1]
SURVIVED, KILLED, LOAD_ANEW, FAILS_ANYWAY, NO_TESTS = b"s", b"k", b"a", b"f", b"n"
PYTEST = ("-x", "-q", "--no-header", "--tb=no", "--assert=plain")


def outcomes(
    work: Sequence[tuple[Path, PythonMutant | PackMutant]], tests: Sequence[str], end: float
) -> Iterator[tuple[PythonMutant | PackMutant, bool]]:
    """Yield each mutant with whether it survived, until the clock (`time.monotonic`) stands at `end`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(reader)
            _collect_and_fork(work, tests, end, writer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        first = answers.read(1)
        if first != SURVIVED:
            why = "fail without any mutant" if first == FAILS_ANYWAY else "cannot be run"
            raise SystemExit(f"mutate: {', '.join(tests)} {why}")
        for path, mutant in work:
            answer = answers.read(1)
            if not answer:
                break
            anew = answer == LOAD_ANEW
            yield mutant, survives_anew(mutant, path, tests, 300) if anew else answer == SURVIVED
    os.waitpid(child, 0)


def survives_anew(mutant: PythonMutant | PackMutant, path: Path, tests: Sequence[str], limit: float) -> bool:
    """Run the tests in a process that loads the project with the fault; longer than `limit` seconds is a death."""
    return forked(lambda: _load_and_run(mutant, path, tests), limit) == 0


def forked(work: Callable[[], int], limit: float) -> int:
    """Do work in a fork and return its exit code, or -9 after `limit` seconds."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            code = work()
        finally:
            os._exit(code)
    end = time.monotonic() + limit
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return -9
        time.sleep(0.002)


def warm() -> None:
    """Load what every process needs and nothing of the project."""
    for name in ("pytest", "hypothesis.strategies", "cryptography.x509"):
        importlib.import_module(name)
    if any(name.partition(".")[0] == "secondunit" for name in sys.modules):
        raise SystemExit("mutate: the project is loaded already; run this as a program of its own")


def _collect_and_fork(
    work: Sequence[tuple[Path, PythonMutant | PackMutant]], tests: Sequence[str], end: float, answers: int
) -> None:
    import pytest

    class Loop:
        """A plug-in of pytest: instead of running the tests once, run them for each mutant."""

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtestloop(self, session: Any) -> bool:  # noqa: ANN401  # a pytest.Session
            start = time.monotonic()
            if not session.items or session.testsfailed:
                os.write(answers, NO_TESTS)
                return True
            good = forked(lambda: _run(session), 600) == 0
            os.write(answers, SURVIVED if good else FAILS_ANYWAY)
            limit = 10 + 10 * (time.monotonic() - start)
            for path, mutant in work if good else ():
                if time.monotonic() > end:
                    break
                put = functools.partial(_put, mutant, path)
                os.write(answers, _ANSWERS.get(forked(lambda put=put: put() or _run(session), limit), KILLED))
            return True

    _quietly(lambda: pytest.main([*PYTEST, *tests], plugins=[Loop()]))


_ANSWERS = {0: SURVIVED, 100: LOAD_ANEW}


def _run(session: Any) -> int:  # noqa: ANN401
    """Run the collected tests until one fails."""
    for index, item in enumerate(session.items):
        following = session.items[index + 1] if index + 1 < len(session.items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def _put(mutant: PythonMutant | PackMutant, path: Path) -> int:
    """Put the fault into the loaded project; 100 where that cannot be done."""
    for name, module in list(sys.modules.items()):
        if name.startswith("secondunit.gates"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    if isinstance(mutant, PackMutant):
        _faulty_pack(mutant, path.name)
        return 0
    module = sys.modules.get(_name(path))
    if module is None:
        return 100
    function, names = _function(module, mutant.scope.split("."))
    if function is None:
        return 100
    code: CodeType | None = compile(mutant.tree(), str(path), "exec", dont_inherit=True)
    for name in names:
        found = [each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name] if code else []
        code = found[0] if len(found) == 1 else None
    if code is None or code == function.__code__:
        return 100
    function.__code__ = code
    return 0


def _function(module: ModuleType, names: Sequence[str]) -> tuple[FunctionType | None, Sequence[str]]:
    """The outermost function on the way to a scope, and the way to it."""
    place: Any = module
    for index, name in enumerate(names):
        place = vars(place).get(name)
        while not isinstance(place, (FunctionType, type)):
            inner = [getattr(place, each, None) for each in ("__wrapped__", "__func__", "fget")]
            place = next((each for each in inner if each is not None), None)
            if place is None:
                return None, ()
        if isinstance(place, FunctionType):
            return place, names[: index + 1]
    return None, ()


def _faulty_pack(mutant: PackMutant, file: str) -> None:
    from secondunit.gates.rules import rulebook

    read = rulebook.read_pack
    rulebook.read_pack = lambda data, where: read(mutant.data if where == file else data, where)


def _load_and_run(mutant: PythonMutant | PackMutant, path: Path, tests: Sequence[str]) -> int:
    import pytest

    sys.path.insert(0, str(ROOT / "src"))
    if isinstance(mutant, PythonMutant):
        sys.meta_path.insert(0, _Faulty(_name(path), path, mutant))
    else:
        _faulty_pack(mutant, path.name)
    codes = []
    for test in tests:  # file by file: most mutants die in the first one, and the others need not be read
        _quietly(lambda test=test: codes.append(int(pytest.main([*PYTEST, test]))))
        if codes[-1]:
            return codes[-1]
    return 0


def _quietly(work: Callable[[], object]) -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "src"))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        work()


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".")


class _Faulty(importlib.abc.MetaPathFinder):
    """Finds one module, and loads it with the fault in it."""

    def __init__(self, name: str, path: Path, mutant: PythonMutant) -> None:
        self.name, self.path, self.mutant = name, path, mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The spec of the faulty module; None for all others."""
        if fullname != self.name:
            return None
        loader = _Loader(fullname, str(self.path), self.mutant)
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, mutant: PythonMutant) -> None:
        super().__init__(fullname, path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.mutant.tree(), self.path, "exec", dont_inherit=True)

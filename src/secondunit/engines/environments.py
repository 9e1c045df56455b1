"""Managed environments: an engine with needs of its own gets its own interpreter.

What an engine needs stands in `engines.toml` (`requires`, `python`). Only an explicit call of `install`
fetches packages, never the running of a job. An environment is a `venv` in the user's data folder, named
after the engine and a hash of its needs: changed needs are another folder, so an old one is never edited.
It is built under a temporary name and renamed when complete; what is there is whole.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondunit.core.errors import ConfigError, EngineError, InputError, NotFound, Unavailable
from secondunit.core.identity import digest

MANIFEST = Path(__file__).with_name("engines.toml")
RECORD = "environment.json"  # written last, inside the folder that is about to be renamed

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_PYTHON = re.compile(r"3\.\d{1,2}")
# A distribution name, extras and version bounds: no URL, no path, nothing that pip reads as an option.
_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9,._-]+\])?([=<>!~]=?[A-Za-z0-9.*+!]+,?)*")
_NO_NETWORK = ("NewConnectionError", "NameResolutionError", "Network is unreachable", "ProxyError",
               "ConnectTimeoutError", "ReadTimeoutError", "Failed to establish a new connection")
# Settings of the caller's shell that would send the packages to another place than the environment.
_DROPPED = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "PIP_REQUIRE_VIRTUALENV")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Needs:
    """What an engine's environment holds: pinned packages and the Python line they are built for."""

    packages: tuple[str, ...]
    python: str

    @property
    def hash(self) -> str:
        """Twelve hex digits that name the environment; the order of the packages does not matter."""
        return digest({"packages": sorted(self.packages), "python": self.python})[:12]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an engine's environment. `outdated` are folders of earlier needs, safe to delete."""

    name: str
    state: str  # "installed", "missing" or "not needed"
    path: Path | None
    needs: Needs | None
    packages: Mapping[str, str]  # what is in it: distribution -> version
    outdated: tuple[Path, ...]


def home() -> Path:
    """Return the folder of all managed environments; it need not exist yet.

    `SECONDUNIT_HOME` wins, then `XDG_DATA_HOME`, then the system's usual place.
    """
    if own := os.environ.get("SECONDUNIT_HOME"):
        return Path(own) / "engines"
    base = os.environ.get("XDG_DATA_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "secondunit" / "engines"


def needs(name: str, manifest: Path = MANIFEST) -> Needs | None:
    """Return what `engines.toml` says that an engine needs, None when it runs in the main environment."""
    _checked(name)
    table = _table(manifest)
    if name not in table:
        raise NotFound(f"there is no engine {name!r}", hint="secondunit engines list shows the engines")
    entry = table[name]
    if not entry.get("requires"):
        return None
    return Needs(tuple(entry["requires"]), str(entry.get("python", "")) or _line())


def install(
    name: str,
    packages: Sequence[str] | None = None,
    python: str | None = None,
    root: Path | None = None,
    *,
    wheels: Path | None = None,
    say: Say | None = None,
) -> Path:
    """Make the environment of an engine and return its folder; return at once when it is there.

    Packages and Python come from `engines.toml` unless given; a Python that nobody names is this one. `wheels`
    installs from a folder of wheel files without a network. `say` gets pip's lines. Only wheels are
    installed: no code of a package runs. Raises Unavailable (no such Python, no network), EngineError (disk
    full, another install is running, a package that cannot be had) and leaves nothing half-made.
    """
    wanted = _wanted(name, packages, python)
    place = folder(name, wanted, root)
    tell = say or (lambda line: None)
    with _os_errors(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        with _locked(place) as lock:
            for old in place.parent.glob(f".{place.name}.partial-*"):  # a killed install left it behind
                shutil.rmtree(old, ignore_errors=True)
            if _interpreter_in(place):
                return place
            if place.exists():  # its base interpreter is gone: nothing in it can run
                shutil.rmtree(place)
            partial = place.with_name(f".{place.name}.partial-{os.getpid()}")
            try:
                _build(partial, place, wanted, wheels, tell, lock)
                partial.rename(place)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    return place


def interpreter(
    name: str, packages: Sequence[str] | None = None, python: str | None = None, root: Path | None = None
) -> Path | None:
    """Return the Python of an engine's environment, None when it is not installed. Installs nothing."""
    wanted = needs(name) if packages is None else _wanted(name, packages, python)
    return _interpreter_in(folder(name, wanted, root)) if wanted else None


def status(
    name: str, packages: Sequence[str] | None = None, python: str | None = None, root: Path | None = None
) -> Status:
    """Return the state of an engine's environment; raise NotFound for an engine that does not exist."""
    wanted = needs(name) if packages is None else _wanted(name, packages, python)
    base = root or home()
    place = folder(name, wanted, base) if wanted else None
    old = tuple(sorted(p for p in base.glob(f"{name}-*") if p != place and re.fullmatch(
        re.escape(name) + "-[0-9a-f]{12}", p.name))) if base.is_dir() else ()
    if place is None:
        return Status(name, "not needed", None, None, {}, old)
    if not _interpreter_in(place):
        return Status(name, "missing", place, wanted, {}, old)
    record = json.loads((place / RECORD).read_text(encoding="utf-8"))
    return Status(name, "installed", place, wanted, record["packages"], old)


def folder(name: str, wanted: Needs, root: Path | None = None) -> Path:
    """Return where the environment of these needs is or would be."""
    return (root or home()) / f"{_checked(name)}-{wanted.hash}"


def _table(manifest: Path = MANIFEST) -> Mapping[str, Any]:
    table: Mapping[str, Any] = tomllib.loads(manifest.read_text(encoding="utf-8")).get("engine", {})
    return table


def _wanted(name: str, packages: Sequence[str] | None, python: str | None) -> Needs:
    _checked(name)
    if packages is None:
        listed = needs(name)
        if listed is None:
            raise InputError(f"the engine {name} has no needs of its own", hint="it runs without an install")
        return listed
    listed = needs(name) if python is None and name in _table() else None
    wanted = Needs(tuple(packages), python or (listed.python if listed else _line()))
    for package in wanted.packages:
        if not _PACKAGE.fullmatch(package):
            raise ConfigError(f"{package!r} is not a package with version bounds", hint='like "bpy==5.0.1"')
    if not _PYTHON.fullmatch(wanted.python):
        raise ConfigError(f"{wanted.python!r} is not a Python line", hint='like "3.11"')
    return wanted


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is not an engine name", hint="small letters, digits, - and _")
    return name


def _line() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _python_in(place: Path) -> Path:
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _interpreter_in(place: Path) -> Path | None:
    python = _python_in(place)
    return python if (place / RECORD).is_file() and python.is_file() else None


def _base_python(line: str) -> str:
    """Return an interpreter of this line; raise Unavailable when the system has none."""
    if line == _line():
        return sys.executable
    found = shutil.which(f"python{line}") or shutil.which("python")
    if found:
        probe = subprocess.run(
            [found, "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True, text=True, check=False, timeout=30,
        )
        if probe.stdout.strip() == line:
            return found
    raise Unavailable(
        f"this engine needs Python {line}, and there is none on this system (this is Python {_line()})",
        hint=f"install Python {line} so that `python{line}` is on the PATH, then install the engine again",
    )


def _build(partial: Path, place: Path, wanted: Needs, wheels: Path | None, say: Say, lock: int) -> None:
    base = _base_python(wanted.python)
    _run([base, "-I", "-m", "venv", str(partial)], say, lock)
    python = str(_python_in(partial))
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    if wanted.packages:
        fetch = ["install", "--only-binary", ":all:", "--no-compile", *source, *wanted.packages]
        _run([*pip, *fetch], say, lock)
    _run([*pip, "check"], say, lock)
    listed = json.loads(_run([*pip, "list", "--format=json"], lambda line: None, lock))
    asked = {re.split(r"[\[=<>!~]", package)[0].lower() for package in wanted.packages}
    tools = {"pip", "setuptools"} - asked  # without them nothing can be installed here later on
    _run([*pip, "uninstall", "--yes", *sorted(tools & {entry["name"] for entry in listed})], say, lock)
    # Byte code names the final folder, so that tracebacks do not point at the temporary one.
    moved = ["-s", str(partial), "-p", str(place)]
    _run([python, "-I", "-m", "compileall", "-q", *moved, str(partial)], say, lock, must=False)
    for script in _python_in(partial).parent.iterdir():  # their first lines name the temporary folder
        if not script.name.lower().startswith("python"):
            script.unlink()
    record = {
        "schema": 1, "requires": list(wanted.packages), "python": wanted.python,
        "packages": {entry["name"]: entry["version"] for entry in listed if entry["name"] not in tools},
    }
    with (partial / RECORD).open("w", encoding="utf-8") as file:
        json.dump(record, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def _run(command: list[str], say: Say, lock: int, must: bool = True) -> str:
    """Run without a shell and return the output; kill the whole group when anything interrupts us."""
    posix = os.name == "posix"
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k not in _DROPPED}
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", errors="replace", env=env, start_new_session=posix,
        # the child holds the lock too: should we be killed, nobody builds beside an orphaned pip
        pass_fds=(lock,) if posix else (),
    )
    lines: list[str] = []
    try:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            say(lines[-1])
        code = process.wait()
    except BaseException:
        _kill(process)
        raise
    if code and must:
        raise _failure(lines)
    return "\n".join(lines)


def _kill(process: subprocess.Popen[str]) -> None:
    if os.name == "posix" and process.poll() is None:
        os.killpg(process.pid, 9)
    process.kill()
    process.wait()


def _failure(lines: Sequence[str]) -> EngineError:
    text = "\n".join(lines)
    last = next((line for line in reversed(lines) if "ERROR" in line or "Error" in line), text[-200:])
    if "No space left on device" in text or "[Errno 28]" in text:
        return _disk_full(last)
    if any(word in text for word in _NO_NETWORK):
        return Unavailable(
            f"the packages cannot be fetched: {last}",
            hint="check the network and the package index, or give a folder of wheels",
        )
    if "ensurepip" in text:
        return Unavailable(
            "this Python cannot make environments: ensurepip is missing",
            hint="install the venv package of your system's Python (python3-venv on Debian and Ubuntu)",
        )
    return EngineError(f"the packages could not be installed: {last}", hint="nothing was left half-made")


def _disk_full(detail: str) -> EngineError:
    return EngineError(
        f"the disk is full: {detail}",
        hint="free some space or set SECONDUNIT_HOME to another disk; nothing was left half-made",
    )


@contextmanager
def _os_errors(base: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _disk_full(str(error)) from error
        raise EngineError(
            f"the environment cannot be made below {base}: {error}",
            hint="set SECONDUNIT_HOME to a folder that you can write",
        ) from error


@contextmanager
def _locked(place: Path) -> Iterator[int]:
    """Hold the lock of one environment; raise EngineError when another process has it."""
    with place.with_name(f".{place.name}.lock").open("a") as file:
        try:
            if os.name == "nt":
                import msvcrt

                vars(msvcrt)["locking"](file.fileno(), vars(msvcrt)["LK_NBLCK"], 1)  # typed on Windows only
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise EngineError(
                f"{place.name} is being installed by another process", hint="wait for it to finish"
            ) from error
        yield file.fileno()

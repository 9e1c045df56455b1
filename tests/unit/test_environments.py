"""Managed environments, made from a wheel that the test builds itself: no network, no index."""

import json
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from secondunit.core.errors import ConfigError, EngineError, InputError, NotFound, Unavailable
from secondunit.engines import environments as env

LINE = f"{sys.version_info.major}.{sys.version_info.minor}"
OTHER = "3.99"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for version in ("1.0", "2.0"):
        info = f"greeting-{version}.dist-info"
        with zipfile.ZipFile(folder / f"greeting-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("greeting.py", f"WORD = 'hello {version}'\n")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\ngreet = greeting:main\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


@pytest.fixture(scope="module")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("engines")
    return root, env.install("greeter", ["greeting==1.0"], LINE, root, wheels=wheels)


def test_an_environment_runs_its_own_packages_and_nothing_of_ours(installed: tuple[Path, Path]) -> None:
    root, place = installed
    python = env.interpreter("greeter", ["greeting==1.0"], LINE, root)
    assert python is not None
    assert python.is_relative_to(place)
    word = subprocess.run([python, "-c", "import greeting; print(greeting.WORD)"], capture_output=True, text=True)
    assert word.stdout.strip() == "hello 1.0"
    ours = subprocess.run([python, "-c", "import numpy"], capture_output=True, text=True)
    assert "ModuleNotFoundError" in ours.stderr
    pip = subprocess.run([python, "-m", "pip"], capture_output=True, text=True)
    assert "No module named pip" in pip.stderr


def test_status_says_what_is_in_it_and_what_is_outdated(installed: tuple[Path, Path]) -> None:
    root, place = installed
    state = env.status("greeter", ["greeting==1.0"], LINE, root)
    assert (state.state, state.path, state.packages["greeting"]) == ("installed", place, "1.0")
    assert state.outdated == ()
    assert sorted(state.packages) == ["greeting"]  # nothing in it can install more
    newer = env.status("greeter", ["greeting==2.0"], LINE, root)
    assert (newer.state, newer.outdated) == ("missing", (place,))


def test_nothing_names_the_temporary_folder(installed: tuple[Path, Path]) -> None:
    root, place = installed
    assert sorted(p.name for p in root.iterdir()) == [f".{place.name}.lock", place.name]
    assert not (place / "bin" / "greet").exists()  # a script whose first line would name it
    compiled = list(place.rglob("greeting*.pyc"))
    assert len(compiled) == 1
    for path in place.rglob("*.pyc"):
        assert b".partial-" not in path.read_bytes()


def test_a_second_install_returns_what_is_there(installed: tuple[Path, Path]) -> None:
    root, place = installed
    before = (place / env.RECORD).stat().st_mtime_ns
    assert env.install("greeter", ["greeting==1.0"], LINE, root, wheels=Path("/nowhere")) == place
    assert (place / env.RECORD).stat().st_mtime_ns == before


def test_the_order_of_needs_does_not_matter_and_every_change_does() -> None:
    one = env.Needs(("a==1", "b==2"), "3.11")
    assert one.hash == env.Needs(("b==2", "a==1"), "3.11").hash
    assert one.hash != env.Needs(("a==1", "b==3"), "3.11").hash
    assert one.hash != env.Needs(("a==1", "b==2"), "3.12").hash


def test_a_package_that_cannot_be_had_leaves_nothing(wheels: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"greeting==9\.9"):
        env.install("greeter", ["greeting==9.9"], LINE, tmp_path, wheels=wheels)
    assert [p for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == []
    assert env.interpreter("greeter", ["greeting==9.9"], LINE, tmp_path) is None


def test_an_interrupt_leaves_nothing_and_the_next_install_works(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        env.install("greeter", ["greeting==1.0"], LINE, tmp_path, wheels=wheels, say=stop)
    assert [p for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == []


def test_a_killed_install_is_never_taken_for_a_whole_one(wheels: Path, tmp_path: Path) -> None:
    place = _dead_environment(tmp_path)  # a rebuild must survive the kill as well
    code = (
        "import sys\nfrom pathlib import Path\nfrom secondunit.engines import environments as e\n"
        f"e.install('greeter', ['greeting==1.0'], {LINE!r}, Path(sys.argv[1]), wheels=Path(sys.argv[2]))"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(wheels)], start_new_session=True)
    deadline = time.monotonic() + 20
    while not list(tmp_path.glob(".greeter-*.partial-*/pyvenv.cfg")) and time.monotonic() < deadline:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert env.interpreter("greeter", ["greeting==1.0"], LINE, tmp_path) is None
    left = list(tmp_path.glob(".greeter-*.partial-*"))
    assert len(left) == 1  # the kill came in the middle
    while time.monotonic() < deadline:  # its orphaned child holds the lock until it ends
        try:
            assert place == env.install("greeter", ["greeting==1.0"], LINE, tmp_path, wheels=wheels)
            break
        except EngineError as error:
            assert "another process" in error.message
            time.sleep(0.2)
    assert env.interpreter("greeter", ["greeting==1.0"], LINE, tmp_path) is not None
    assert sorted(p.name for p in tmp_path.iterdir()) == [f".{place.name}.lock", place.name]


def test_two_installs_do_not_build_beside_each_other(wheels: Path, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="the lock is held by flock in this test")
    place = env.folder("greeter", env.Needs(("greeting==1.0",), LINE), tmp_path)
    with (tmp_path / f".{place.name}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(EngineError, match="another process"):
            env.install("greeter", ["greeting==1.0"], LINE, tmp_path, wheels=wheels)


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", "", "/etc", "A", "a\\b", "a b", "-r", "x" * 41, "a\n"])
def test_names_that_would_leave_the_folder_are_refused(name: str, tmp_path: Path) -> None:
    calls = (
        lambda: env.install(name, ["greeting==1.0"], LINE, tmp_path), lambda: env.status(name),
        lambda: env.interpreter(name), lambda: env.needs(name),
    )
    for call in calls:
        with pytest.raises(InputError, match="not an engine name"):
            call()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "package", ["--index-url=http://x", "-r/etc/passwd", "git+https://x/y", "./here", "a @ file:///x", "a; x", "a b"]
)
def test_only_names_with_versions_reach_pip(package: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        env.install("greeter", [package], LINE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_python_that_is_not_there_says_which_is_needed(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=OTHER) as caught:
        env.install("greeter", ["greeting==1.0"], OTHER, tmp_path)
    assert OTHER in caught.value.hint
    with pytest.raises(ConfigError):
        env.install("greeter", ["greeting==1.0"], "3.11; rm", tmp_path)


def test_no_network_and_a_full_disk_are_told_apart() -> None:
    offline = env._failure([
        "WARNING: Retrying after connection broken by 'NewConnectionError(...)'",
        "ERROR: No matching distribution found for bpy==5.0.1",
    ])
    assert isinstance(offline, Unavailable)
    assert offline.retryable
    full = env._failure(["ERROR: Could not install packages: [Errno 28] No space left on device"])
    assert not isinstance(full, Unavailable)
    assert "disk is full" in full.message
    missing = env._failure(["ERROR: No matching distribution found for bpy==5.0.1"])
    assert not isinstance(missing, Unavailable)


def test_a_folder_that_cannot_be_made_is_one_clear_error(wheels: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as caught:
        env.install("greeter", ["greeting==1.0"], LINE, tmp_path / "file" / "below", wheels=wheels)
    assert "SECONDUNIT_HOME" in caught.value.hint


def test_the_home_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("SECONDUNIT_HOME", raising=False)
    assert env.home() == tmp_path / "data" / "secondunit" / "engines"
    monkeypatch.setenv("SECONDUNIT_HOME", str(tmp_path / "own"))
    assert env.home() == tmp_path / "own" / "engines"


def test_the_manifest_names_blenders_needs() -> None:
    blender = env.needs("blender")
    assert blender is not None
    assert blender.python == "3.11"
    assert "bpy==5.0.1" in blender.packages
    assert env.needs("ink") is None
    assert env.status("ink").state == "not needed"
    with pytest.raises(NotFound):
        env.needs("renderman")


def _dead_environment(root: Path) -> Path:
    """Make what is left of an environment when its base interpreter was removed."""
    place = env.folder("greeter", env.Needs(("greeting==1.0",), LINE), root)
    (place / "bin").mkdir(parents=True)
    (place / env.RECORD).write_text(json.dumps({"packages": {}}))
    (place / "bin" / "python").symlink_to(root / "gone")
    return place


def test_a_lost_base_interpreter_means_not_installed(tmp_path: Path) -> None:
    _dead_environment(tmp_path)
    assert env.interpreter("greeter", ["greeting==1.0"], LINE, tmp_path) is None

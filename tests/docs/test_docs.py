"""The documentation is true: commands run, words are understood, lists are complete, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import click
import pytest

from secondunit import plugins
from secondunit.core.script import Character
from secondunit.core.shots import Angle, Move, Setup, Shot, Size
from secondunit.departments.storyboard import notes, shotwords
from secondunit.departments.storyboard.language import Cast

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "examples", "benchmarks")
PAGES = sorted([*ROOT.glob("*.md"), *(page for name in FOLDERS for page in (ROOT / name).rglob("*.md"))])
GUIDE = ROOT / "docs" / "guide"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CAST = Cast.of(tuple(
    Character(name.lower(), name, (), "", {}, {}, ("sc010",), 1) for name in ("ANNA", "BEN", "CARA")
))  # fmt: skip

# Stands for the installed command: the same program, but a new production gets small pictures.
SHIM = """\
#!{python}
import os, sys
from pathlib import Path
from secondunit.cli.main import main
if sys.argv[1:2] == ["firstpass"]:
    made = Path(sys.argv[sys.argv.index("-o") + 1])
    if not (made / "production.toml").exists():
        from secondunit.production import Production
        Production.new(made, script=Path(sys.argv[2])).close()
        file = made / "production.toml"
        text = file.read_text().replace("width = 960", "width = 256").replace("height = 540", "height = 144")
        file.write_text(text)
main()
"""


def load(tool: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(tool, ROOT / "tools" / f"{tool}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def console(page: Path) -> list[str]:
    """Return the commands of a page in order."""
    lines = [line for text in blocks(page, "console") for line in text.splitlines()]
    assert lines, f"{page.name} has no commands"
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder that looks like the repository, with the command on its path and one scene of the short."""
    folder = tmp_path / "checkout"
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    (binaries / "secondunit").write_text(SHIM.format(python=sys.executable))
    (binaries / "secondunit").chmod(0o755)
    (binaries / "activate").write_text(f'export PATH="{binaries}:$PATH"\n')
    (binaries / ".ready").touch()
    script = (ROOT / "examples" / "low_tide.fountain").read_text(encoding="utf-8")
    first, cut, _ = script.partition("INT. MARA'S KITCHEN")
    assert cut
    shutil.copytree(ROOT / "examples" / "plates", folder / "examples" / "plates")
    (folder / "examples" / "low_tide.fountain").write_text(first, encoding="utf-8")
    return folder


def run(commands: list[str], folder: Path) -> str:
    text = "\n".join(["set -euo pipefail", *(f"echo {shlex.quote('$ ' + c)}\n{c}" for c in commands)])
    done = subprocess.run(["bash", "-c", text], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.mark.slow
def test_the_commands_of_the_readme_run_in_order(checkout: Path) -> None:
    commands = console(ROOT / "README.md")
    assert commands[0] == "make demo"
    told = run(commands, checkout)
    assert "understood: " in told
    assert "all hold" in told
    assert (checkout / "show" / "deliveries" / "boards_001" / "manifest.json").exists()
    assert '"white bun"' in (checkout / "show" / "boards" / "cast.toml").read_text(encoding="utf-8")
    for name in re.findall(r"^\| `show/(\S+?)` ", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        assert list((checkout / "show").glob(name.rstrip("/"))), name


@pytest.mark.slow
def test_the_commands_of_the_quickstart_run_in_order(checkout: Path) -> None:
    page = ROOT / "docs" / "quickstart.md"
    commands = console(page)
    place = commands.index("cd first_film") + 1
    [script] = blocks(page, "fountain")
    commands.insert(place, f"cat > two_doors.fountain <<'END'\n{script}END")
    told = run([". .venv/bin/activate", *commands], checkout)
    assert "exit code 7" in told
    assert "panels/sc010_sh0010.png\tmismatch" in told


def test_the_commands_of_the_rights_guide_run_in_order_and_print_what_it_says(checkout: Path) -> None:
    shutil.copytree(ROOT / "examples" / "rights", checkout / "examples" / "rights")
    page = GUIDE / "rights.md"
    told = run([". .venv/bin/activate", *console(page)], checkout).splitlines()
    for line in (line for text in blocks(page, "console") for line in text.splitlines()):
        assert line in told, line
        del told[: told.index(line) + 1]  # in this order


def test_the_rights_guide_names_every_record_and_every_fact_that_can_be_stated() -> None:
    from secondunit.cli.rights import FORMS
    from secondunit.gates.facts import USE

    text = (GUIDE / "rights.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(use\.[a-z_]+)` \| (.+) \|$", text, re.MULTILINE)
    assert [name for name, _ in table] == list(USE)
    for name, words in table:
        assert re.findall("`([^`]+)`", words) == list(USE[name] if isinstance(USE[name], tuple) else ()), name
    assert re.findall(r"^\| `([a-z-]+)` \|", text.partition("## Records\n")[2].partition("\n## ")[0], re.MULTILINE) == list(FORMS)


def commands_named(page: Path) -> list[list[str]]:
    """Return the words of every `secondunit ...` in a page's blocks and inline code."""
    text = page.read_text(encoding="utf-8")
    inline = re.findall(r"`(secondunit [^`\n]+)`", BLOCK.sub("", text))
    lines = [line for kind in ("console", "sh") for block in blocks(page, kind) for line in block.splitlines()]
    found = []
    for line in [*inline, *lines]:
        if hit := re.search(r"(?:^|\s)secondunit (.*)", line):
            found.append(shlex.split(hit.group(1), comments=True))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_and_option_exists(page: Path) -> None:
    tree = {words: command for words, command, _ in load("make_reference").commands()}
    for line in commands_named(page):
        if line[:1] == ["-C"]:
            line = line[2:]
        if not line or line[0].startswith("-") or line[0].isupper():
            continue  # `secondunit --help`, `secondunit COMMAND`
        words: tuple[str, ...] = ()
        while line and isinstance(tree[words], click.Group):
            words, line = (*words, line[0]), line[1:]
            assert words in tree, f"{page.name}: there is no command {' '.join(words)}"
        known = {option for parameter in tree[words].params for option in parameter.opts} | {"--help"}
        for option in (word.partition("=")[0] for word in line if word.startswith("-") and len(word) > 1):
            assert option in known, f"{page.name}: {' '.join(words)} has no {option}"


def test_every_option_in_the_text_exists() -> None:
    known = {o for _, c, _ in load("make_reference").commands() for p in c.params for o in p.opts} | {"--help"}
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *GUIDE.glob("*.md")):
        for option in re.findall(r"`(--[a-z-]+)[` ]", page.read_text(encoding="utf-8")):
            assert option in known, f"{page.name}: {option}"


def test_the_made_pages_are_current() -> None:
    for path, text in load("make_reference").pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is old: run tools/make_reference.py"


def test_the_page_of_rules_is_current() -> None:
    tool = load("rules_table")
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "rules.md is old: run tools/rules_table.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("https://", "http://", "#")):
            assert (page.parent / target.partition("#")[0]).exists(), f"{page.name}: {target}"


def test_the_readme_leads_to_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in [*(ROOT / "docs").glob("*.md"), *GUIDE.glob("*.md")]:
        assert f"]({page.relative_to(ROOT)})" in text, page.name


def test_the_pictures_are_small_enough() -> None:
    for picture in (ROOT / "docs" / "pictures").glob("*.png"):
        assert picture.stat().st_size <= load("make_pictures").MOST, picture.name


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(p for p in folder.glob("*.md") if p.name != "README.md")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix(f"# {page.name[:4]} ")
        assert f"| [{page.name[:4]}]({page.name}) | {title} |" in index, page.name
        for part in ("Context", "Options", "Outcome", "Cost"):
            assert f"\n## {part}\n" in text, f"{page.name}: {part}"
    assert [int(p.name[:4]) for p in pages] == list(range(1, len(pages) + 1))


def test_every_engine_and_department_is_documented() -> None:
    text = (GUIDE / "engines.md").read_text(encoding="utf-8")
    names = [*(m.name for m in plugins.engines().values() if m.origin == "secondunit"), *plugins.departments()]
    for name in names:
        assert f"`{name}`" in text, name


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_page_speaks_of_one_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:work|tmp|home|root|Users|mnt)/", page.read_text(encoding="utf-8"))


def rows(page: Path, heading: str) -> dict[str, list[list[str]]]:
    """Return first cell -> groups of words of the second cell, from the table below a heading of a guide page."""
    part = page.read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    table = [line for line in part.partition("\n## ")[0].splitlines() if line.startswith("| ")][1:]
    assert table, heading
    pairs = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return {name: [[w.strip(" `") for w in group.split(",")] for group in words.split("·")] for name, words in pairs}


SHOT = Shot(id="sc010_sh0010", scene="sc010", setup=Setup.TWO_SHOT, size=Size.MS, angle=Angle.EYE, move=Move.PAN,
            lens=50.0, subjects=("anna", "ben"), foreground=None, prop=None, covers=(), action="", dialogue=(),
            duration=48)  # fmt: skip


def test_every_retake_word_of_the_guide_is_understood() -> None:
    for what, groups in rows(GUIDE / "review.md", "Retake words").items():
        for note in (word for group in groups for word in group):
            changed, understood, left = notes.apply(SHOT, note, CAST)
            assert understood and changed != SHOT, f"{what}: {note}"
            assert not left, f"{what}: {note} leaves {left!r}"


@pytest.mark.parametrize("what", ["size", "angle", "move", "setup", "lens"])
def test_every_word_for_a_stated_shot_is_understood(what: str) -> None:
    seen = []
    for group in rows(GUIDE / "script.md", "Stating shots")[what]:
        values = {getattr(shotwords.parse(word, CAST), what) for word in group}
        assert len(values) == 1 and None not in values, f"{what}: {group} mean {values}"
        seen += values
    assert len(seen) == len(set(seen)), f"{what}: two groups mean the same"


@pytest.mark.parametrize("what", ["size", "move"])
def test_the_words_for_stated_shots_are_understood_in_retakes_too(what: str) -> None:
    shot = replace(SHOT, size=Size.EWS if what == "size" else SHOT.size, move=Move.TILT)
    for word in (word for group in rows(GUIDE / "script.md", "Stating shots")[what] for word in group):
        meant = getattr(shotwords.parse(word, CAST), what)
        changed, _, _ = notes.apply(shot, word, CAST)
        assert getattr(changed, what) == meant, f"{word} gives {getattr(changed, what)}"

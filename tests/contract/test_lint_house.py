"""The house rules hold in this tree, and the linter that says so catches what it forbids."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import lint_house  # noqa: E402


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("import time\nt = time.time()", "time.time is a clock"),
        ("from time import time_ns as now\nt = now()", "time.time_ns is a clock"),
        ("import time as t\nf(clock=t.time)", "time.time is a clock"),
        ("import datetime\nd = datetime.datetime.now()", "datetime.datetime.now"),
        ("from datetime import datetime as dt, UTC\nd = dt.now(UTC)", "datetime.datetime.now"),
        ("from datetime import date\nd = date.today()", "datetime.date.today"),
        ("import uuid\ni = uuid.uuid4()", "uuid.uuid4"),
        ("from uuid import uuid4\ni = uuid4()", "uuid.uuid4"),
        ("import secrets\ns = secrets.token_hex()", "secrets.token_hex"),
        ("import os\nb = os.urandom(4)", "os.urandom"),
        ("import random\nx = random.random()", "random.random uses the global"),
        ("from random import shuffle\nshuffle(a)", "random.shuffle uses the global"),
        ("import random\nr = random.Random()", "random.Random without a seed"),
        ("import numpy as np\nx = np.random.rand(3)", "numpy.random.rand uses the global"),
        ("import numpy as np\nnp.random.seed(3)", "numpy.random.seed uses the global"),
        ("import numpy as np\ng = np.random.default_rng()", "numpy.random.default_rng without a seed"),
        ("import numpy as np\ng = np.random.default_rng(None)", "numpy.random.default_rng without a seed"),
        ("from numpy.random import default_rng\ng = default_rng(seed=None)", "without a seed"),
        ("from random import *\nx = random()", "hides what is used"),
    ],
)
def test_a_clock_or_loose_randomness_is_found(source: str, word: str) -> None:
    assert any(word in message for _, message in lint_house.nondeterminism(source))


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ng = np.random.default_rng(7)\nx = g.random(3)",
        "import numpy as np\ndef f(g: np.random.Generator) -> None: ...",
        "import random\nr = random.Random(seed)\nx = r.random()",
        "from datetime import date, timedelta\nd = date(2026, 1, 1) + timedelta(days=1)",
        "import time\nt = time.perf_counter()",  # measures, never reaches an output
        "def time() -> int: return 1\nt = time()",
        "class C:\n    random = 3\nx = C().random",
    ],
)
def test_seeded_generators_and_given_dates_are_fine(source: str) -> None:
    assert lint_house.nondeterminism(source) == []


def test_a_requirement_without_a_reason_is_found() -> None:
    project = (
        '[build-system]\nrequires = ["a==1"]\n[project]\nname = "x"\ndependencies = [\n'
        '  "b==2",  # draws\n  "c[extra]==3",\n]\nkeywords = ["d"]\n'
        '[project.optional-dependencies]\ne = ["f==1"]  # learns\ng = ["h"]\n[tool.x]\nlist = ["i"]\n'
    )
    lines = [line for line, _ in lint_house.without_reason(project)]
    assert lines == [2, 7, 12]


def test_a_break_in_a_tree_fails_the_run(tmp_path: Path) -> None:
    engines = tmp_path / "src" / "secondunit" / "engines"
    cli = tmp_path / "src" / "secondunit" / "cli"
    for folder in (engines, cli):
        folder.mkdir(parents=True)
        (folder / "clock.py").write_text("import time\nt = time.time()\n")
    (engines / "long.py").write_text("x = 1\n" * 601)
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["a"]\n')
    found = list(lint_house.findings(tmp_path))
    assert [line.split(":")[0] for line in found] == [
        "src/secondunit/engines/clock.py", "src/secondunit/engines/long.py", "pyproject.toml",
    ]


def test_this_tree_holds_the_house_rules() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "lint_house.py")], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout

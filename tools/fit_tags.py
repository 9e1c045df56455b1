"""Fit the weights by which the breakdown finds the department of a thing, and stunts and visual effects.

    python tools/fit_tags.py [-o src/secondunit/departments/script/data] [--cross]

Learns from the gold scenes that rules may be written against (`benchmarks/gold/breakdown/dev_*.txt`): every noun phrase
of the action with its signs and the department that the gold gives it, or none; every sentence with its signs and
whether the gold marks a stunt or a visual effect in it. Maximum-entropy models with a Gaussian prior, fitted by L-BFGS
from zero; the weights are rounded to hundredths and the smallest left out. Same gold in, same bytes out. `--cross`
leaves out each file in turn, and says how well the others' weights do on it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import _breakdown_f1 as f1  # noqa: E402

from secondunit.departments.script import breakdown  # noqa: E402
from secondunit.departments.script.tagging import rules, weights  # noqa: E402
from secondunit.departments.script.tagging.events import finds  # noqa: E402
from secondunit.departments.script.tagging.scene import Stage  # noqa: E402
from secondunit.departments.script.tagging.sentences import sentence_signs, sentences  # noqa: E402
from secondunit.departments.script.tagging.things import candidates  # noqa: E402
from secondunit.formats import fountain  # noqa: E402

PRIOR = {"things": 10.0, "events": 10.0}  # inverse variance of the weights
RARE = 3  # signs met less often are no signs
SMALLEST = 3  # hundredths


class Example(NamedTuple):
    """A noun phrase or sentence: its signs, and one truth for each column of the table."""

    signs: list[str]
    truth: tuple[float, ...]


def stages(scenes: Sequence[f1.GoldScene]) -> Iterator[tuple[f1.GoldScene, Stage, dict[int, int]]]:
    """Yield each gold scene as the rules see it, and where its elements start in the gold's text."""
    for scene in scenes:
        script = fountain.parse(scene.text)
        starts = f1._spans(scene.text, script)
        for stage in rules.stages(script, breakdown(script)):
            yield scene, stage, starts


def things(scenes: Sequence[f1.GoldScene]) -> list[Example]:
    """Return every noun phrase of the scenes with the gold's answer."""
    out = []
    for scene, stage, starts in stages(scenes):
        wanted = [item for item in scene.items if item.category in weights.DEPARTMENTS]
        for parsed, phrase, signs in candidates(stage):
            if parsed.element in starts:
                head = parsed.tokens[phrase.head]
                right = answer(starts[parsed.element] + head.start, head.entry.lemma, wanted)
                out.append(Example(signs, tuple(float(at == right) for at in range(len(weights.DEPARTMENTS)))))
    return out


def answer(place: int, lemma: str, wanted: Sequence[f1.Item]) -> int:
    """Return the department of a word at a place of the text: that of the mark around it, or of its like."""
    for item in wanted:
        if 0 <= item.start <= place < item.start + len(item.words):
            return weights.DEPARTMENTS.index(item.category)
    for item in wanted:
        if lemma in (f1.head(f1.normal(item.name)), f1.head(f1.normal(item.words))):
            return weights.DEPARTMENTS.index(item.category)
    return 0


def events(scenes: Sequence[f1.GoldScene]) -> list[Example]:
    """Return every sentence of the scenes with what the gold marks in it."""
    out = []
    for scene, stage, starts in stages(scenes):
        found, shared = finds(stage)
        marked = [item for item in scene.items if item.start >= 0]
        for sentence in sentences(stage):
            if sentence.parsed.element not in starts:
                continue
            at, tokens = starts[sentence.parsed.element], sentence.parsed.tokens
            start, end = at + tokens[sentence.first].start, at + tokens[sentence.last].end
            there = {each.category for each in marked if each.start < end and start < each.start + len(each.words)}
            inside = [each for each in found if sentence.holds(each)]
            truth = tuple(float(category in there) for category in weights.EVENTS)
            out.append(Example(sentence_signs(sentence, shared, inside), truth))
    return out


def fit(data: Sequence[Example], prior: float, together: bool) -> weights.Table:
    """Return the weights that make the truth most likely; `together`: the columns exclude each other."""
    met = Counter(sign for each in data for sign in each.signs)
    names = sorted(sign for sign, times in met.items() if times >= RARE)
    place = {sign: at for at, sign in enumerate(names)}
    pairs = [(row, place[sign]) for row, each in enumerate(data) for sign in each.signs if sign in place]
    rows, columns = zip(*pairs, strict=True)
    x = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(data), len(names)))
    y = np.array([each.truth for each in data])
    held = np.array([[prior / 5 if name.startswith("kind=") else prior] for name in names])  # the word says most

    def cost(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(names), -1)
        scores = x @ w
        if together:
            scores -= scores.max(axis=1, keepdims=True)
            whole = np.log(np.exp(scores).sum(axis=1, keepdims=True))
            loss, guess = -(y * (scores - whole)).sum(), np.exp(scores - whole)
        else:
            loss, guess = (np.logaddexp(0, scores) - y * scores).sum(), 1 / (1 + np.exp(-scores))
        slope = x.T @ (guess - y) + held * w
        return float(loss + (held * w * w).sum() / 2), np.asarray(slope).ravel()

    best = minimize(cost, np.zeros(len(names) * y.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    found = np.rint(100 * best.x.reshape(len(names), -1)).astype(int)
    return {name: tuple(map(int, row)) for name, row in zip(names, found, strict=True) if np.abs(row).max() > SMALLEST}


KINDS: dict[str, tuple[Callable[[Sequence[f1.GoldScene]], list[Example]], bool]] = {
    "things": (things, True), "events": (events, False),
}  # fmt: skip


def cross(files: dict[str, list[f1.GoldScene]]) -> None:
    """Print the figures on each file with weights fitted to the others."""
    total = f1.Score()
    data = {kind: {name: read(scenes) for name, scenes in files.items()} for kind, (read, _) in KINDS.items()}
    for name, scenes in files.items():
        for kind, (_, together) in KINDS.items():
            rest = [each for other, of_other in data[kind].items() if other != name for each in of_other]
            fitted = fit(rest, PRIOR[kind], together)
            setattr(weights, "table" if kind == "things" else "event_table", lambda fitted=fitted: fitted)
        result = f1.score(scenes)
        print(f"{name}: micro F1 {result.micro.f1:.3f}")
        total.scenes += len(scenes)
        for category, figures in result.figures.items():
            sums = total.of(category)
            sums.hit += figures.hit
            sums.missed += figures.missed
            sums.extra += figures.extra
        total.errors += result.errors
    print(f1.table(total))


def main() -> int:
    """Fit and write the weights, or try them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "src/secondunit/departments/script/data")
    parser.add_argument("--cross", action="store_true", help="leave one file out at a time; write nothing")
    options = parser.parse_args()
    names = [file.stem.partition("_")[2] for file in sorted(f1.GOLD.glob("dev_*.txt"))]
    files = {name: f1.read_gold("dev", only=[name]) for name in names}
    if options.cross:
        cross(files)
        return 0
    for kind, (read, together) in KINDS.items():
        table = fit([each for scenes in files.values() for each in read(scenes)], PRIOR[kind], together)
        columns = weights.DEPARTMENTS if kind == "things" else weights.EVENTS
        head = ", ".join(str(each or "none") for each in columns)
        lines = [f"# Weights in hundredths, fitted to the gold scenes by tools/fit_tags.py: {head}."]
        lines += [" ".join([name, *map(str, row)]) for name, row in table.items()]
        path = options.output / f"{kind}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
        print(f"{path}: {len(table)} signs")
    return 0


if __name__ == "__main__":
    sys.exit(main())

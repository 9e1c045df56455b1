"""Training of `shotnet`: first without some keys, to see what it is worth, then with all."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from secondunit.departments.roto.metrics import contour_accuracy, region_similarity
from secondunit.departments.roto.propagate import UNKNOWN
from secondunit.engines.shotnet_draw import draw
from secondunit.engines.shotnet_lessons import Array, Lesson
from secondunit.engines.shotnet_net import Facts, ShotNet, UNet, device, planes

BATCH, RATE, MEMORY = 4, 2e-3, 0.97  # draws a step, learning rate, of the running mean of the weights
PSEUDO, PSEUDO_WEIGHT = 0.2, 0.5  # share of draws from frames that nobody painted, and how much they count
LOOK, PATIENCE = 40, 3  # steps between two looks at the held-out keys, looks without gain before it stops
SHARES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
NEAR = 2.0  # px at the scale of the lessons: how close a contour must come; thin parts count
GAIN = 0.005  # mean of J and F that the net must add at held-out keys to count at all
UNTESTED = 0.2  # its share where no key can be held out
FINISH = 0.5  # part of the steps that are kept for all keys together, at a falling rate


@dataclass
class Report:
    """What was seen while learning; scores are means of J and F at the held-out keys, by share of the net."""

    device: str
    steps: int = 0
    held_out: list[int] = field(default_factory=list)
    scores: dict[float, float] = field(default_factory=dict)
    share: float = 0.0
    looks: list[tuple[int, float]] = field(default_factory=list)


def train(
    lessons: Sequence[Lesson], facts: Facts, *, steps: int, seed: int, size: int, progress: Callable[[float], None]
) -> tuple[ShotNet, Report]:
    """Return a net that learned from the lessons in at most `steps` steps, and how it went.

    Held-out keys decide when to stop and how much the net counts; then it learns from all keys. Without three keys
    that flow reaches from others none is held out.
    """
    trainer = _Trainer(facts, seed, size)
    held = _held_out(lessons) if facts.task == "mask" else []
    report = Report(trainer.device, held_out=sorted(each.number for each in held))
    first = max(1, round(steps * (1 - FINISH)))
    if held:
        numbers = set(report.held_out)
        seen = [each for each in lessons if not numbers & (each.sources | {each.number})]
        best, waited = (-1.0, trainer.state()), 0
        for at in range(0, first, LOOK):
            trainer.run(seen, min(LOOK, first - at), lambda done, at=at: progress((at + done) / steps))  # type: ignore[misc]
            scores = _scores(trainer.model(), held)
            top = max(scores.values())
            report.looks.append((trainer.steps, round(top, 4)))
            if top > best[0] + 1e-4:
                best, waited, report.scores = (top, trainer.state()), 0, scores
            elif (waited := waited + 1) == PATIENCE:
                break
        trainer.restore(best[1])
        report.share = _share(report.scores)
    else:
        trainer.run(lessons, first, lambda done: progress(done / steps))
        report.share = UNTESTED
    trainer.run(lessons, max(1, steps - first), lambda done: progress((first + done) / steps), falling=True)
    report.steps = trainer.steps
    net = trainer.model()
    return replace(net, facts=replace(facts, share=report.share)), report


class _Trainer:
    """A net, its running mean, and the draws that it learns from."""

    def __init__(self, facts: Facts, seed: int, size: int) -> None:
        self.facts, self.size, self.device, self.steps = facts, size, device(), 0
        self.net = UNet(*facts.planes).to(self.device)
        self.mean = copy.deepcopy(self.net)
        self.chance = np.random.default_rng(seed)
        self.descent = torch.optim.AdamW(self.net.parameters(), RATE, weight_decay=1e-3)

    def state(self) -> Any:  # noqa: ANN401
        """A copy of all weights."""
        return copy.deepcopy((self.net.state_dict(), self.mean.state_dict()))

    def restore(self, state: Any) -> None:  # noqa: ANN401
        """Go back to a copy."""
        self.net.load_state_dict(state[0])
        self.mean.load_state_dict(state[1])

    def model(self) -> ShotNet:
        """The running mean of the net as it is."""
        return ShotNet(copy.deepcopy(self.mean).eval(), self.facts, self.device)

    def run(self, lessons: Sequence[Lesson], steps: int, told: Callable[[int], None], *, falling: bool = False) -> None:
        """Take steps; with `falling` the rate goes to nothing."""
        self.net.train()
        for at in range(steps):
            for group in self.descent.param_groups:
                warm = min(1.0, (self.steps + 1) / 20)
                group["lr"] = RATE * (0.5 * (1 + np.cos(np.pi * at / steps)) if falling else warm)
            self._step([self._one(lessons) for _ in range(BATCH)])
            self.steps += 1
            told(at + 1)

    def _one(self, lessons: Sequence[Lesson]) -> tuple[Array, NDArray[Any], Array]:
        keys = [each for each in lessons if each.key]
        others = [each for each in lessons if not each.key]
        unpainted = bool(others) and (not keys or self.chance.random() < PSEUDO)
        pool = others if unpainted else keys
        lesson = pool[int(self.chance.integers(len(pool)))]
        picture, carried, answer, weight = draw(lesson, self.chance, len(self.facts.objects), self.size)
        if lesson.answer.ndim == 3:
            spread = np.array(self.facts.spread, np.float32)
            change = (answer.astype(np.float32) - picture.astype(np.float32)) / spread
            return planes(picture, carried, self.facts), change.transpose(2, 0, 1), weight
        weight = np.where(answer == UNKNOWN, 0, weight * (PSEUDO_WEIGHT if unpainted else 1)).astype(np.float32)
        return planes(picture, carried, self.facts), np.where(answer == UNKNOWN, 0, answer).astype(np.int64), weight

    def _step(self, drawn: Sequence[tuple[Array, NDArray[Any], Array]]) -> None:
        stacked = (torch.from_numpy(np.stack(each)) for each in zip(*drawn, strict=True))
        inputs, answers, weights = (each.to(self.device) for each in stacked)
        said = self.net(inputs)
        if self.facts.task == "mask":
            loss = functional.cross_entropy(said, answers, reduction="none")
        else:
            loss = functional.smooth_l1_loss(said, answers, reduction="none", beta=0.1).mean(dim=1)
        loss = (loss * weights).sum() / weights.sum().clamp(min=1)
        self.descent.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.descent.step()
        kept = min(MEMORY, self.steps / (self.steps + 10))
        with torch.no_grad():
            ours, theirs = self.mean.state_dict(), self.net.state_dict()
            for name, value in theirs.items():
                if value.is_floating_point():
                    ours[name].lerp_(value, 1 - kept)


def pool(carried: Array, said: Array, share: float) -> Array:
    """Weigh what was carried `(H, W, K)` with what the net says `(H, W, K + 1)`: probabilities `(H, W, K + 1)`.

    A logarithmic pool: where one of the two is sure and the other is not, the sure one wins.
    """
    ground = np.clip(1 - carried.sum(axis=2, keepdims=True), 0, 1)
    known = np.log(np.concatenate([ground, carried], axis=2) * np.float32(0.99) + np.float32(0.005))
    said = said - said.max(axis=2, keepdims=True)
    said = said - np.log(np.exp(said).sum(axis=2, keepdims=True))
    total = np.float32(1 - share) * known + np.float32(share) * np.maximum(said, np.float32(np.log(0.005)))
    total = np.exp(total - total.max(axis=2, keepdims=True))
    return np.asarray(total / total.sum(axis=2, keepdims=True), np.float32)


def _held_out(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Every fourth key, one at least, of three or more to which masks were carried; never the outermost."""
    able = [each for each in lessons if each.key and each.carried is not None]
    if len(able) < 3:
        return []
    count = max(1, len(able) // 4)
    places = np.linspace(0, len(able) - 1, count + 2)[1:-1]
    return [able[round(float(at))] for at in places]


def _scores(model: ShotNet, held: Sequence[Lesson]) -> dict[float, float]:
    found = dict.fromkeys(SHARES, 0.0)
    for lesson in held:
        assert lesson.carried is not None  # noqa: S101 - see _held_out
        said = model.answer(lesson.picture, lesson.carried)
        known = lesson.answer != UNKNOWN
        for share in SHARES:
            labels = pool(lesson.carried, said, share).argmax(axis=2) * known
            for each in range(1, said.shape[2]):
                truth, mask = lesson.answer == each, labels == each
                value = (region_similarity(mask, truth) + contour_accuracy(mask, truth, NEAR)) / 2
                found[share] += value / len(held) / (said.shape[2] - 1)
    return {share: round(value, 4) for share, value in found.items()}


def _share(scores: dict[float, float]) -> float:
    """The share in use: half of the best one, for a held-back key lies twice as far from others as frames in use do."""
    best = max(scores, key=lambda share: (scores[share], -share))
    return best / 2 if scores[best] >= scores[0.0] + GAIN else 0.0

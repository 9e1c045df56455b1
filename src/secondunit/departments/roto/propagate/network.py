"""A small perceptron that learns labels from a few pixels of the shot: plain numpy, no weights from elsewhere.

Leaky rectified layers, softmax cross-entropy, Adam (Kingma & Ba, ICLR 2015). Training takes a fraction of a second;
that is why one can be trained for each key. Same seed and data, same weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
LEAK = np.float32(0.01)
Batch = tuple[Array, NDArray[np.intp], Array]  # inputs (N, D), classes (N,), weights (N,)


@dataclass
class Perceptron:
    """Layers of weights and biases; `logits` gives `(N, classes)`."""

    weights: list[Array]
    biases: list[Array]

    @classmethod
    def fresh(cls, sizes: tuple[int, ...], seed: int) -> Perceptron:
        """Return an untrained net with layers of these `sizes`, inputs first, classes last (He initialisation)."""
        chance = np.random.default_rng(seed)
        shapes = list(pairwise(sizes))
        weights = [chance.normal(0, np.sqrt(2 / into), (into, out)).astype(np.float32) for into, out in shapes]
        weights[-1] *= np.float32(0.1)  # begin undecided
        return cls(weights, [np.zeros(out, np.float32) for _, out in shapes])

    def logits(self, inputs: Array) -> Array:
        """Return the unnormalised log probabilities of the classes for each row."""
        return self._layers(inputs)[-1]

    def _layers(self, inputs: Array) -> list[Array]:
        values = [inputs]
        last = len(self.weights) - 1
        for at, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            inputs = inputs @ weight
            inputs += bias
            if at < last:
                np.maximum(inputs, inputs * LEAK, out=inputs)
            values.append(inputs)
        return values

    def fit(self, draw: Callable[[], Batch], steps: int, rate: float = 5e-3, decay: float = 1e-4) -> None:
        """Take `steps` steps of Adam on batches from `draw`; the step size falls linearly from `rate`."""
        parameters = [*self.weights, *self.biases]
        first = [np.zeros_like(each) for each in parameters]
        second = [np.zeros_like(each) for each in parameters]
        for step in range(1, steps + 1):
            slopes = self._slopes(*draw(), decay)
            size = rate * (1 - (step - 1) / steps) + 0.04 * rate
            for value, slope, mean, square in zip(parameters, slopes, first, second, strict=True):
                mean += np.float32(0.1) * (slope - mean)
                square += np.float32(0.01) * (slope * slope - square)
                level = np.sqrt(square / np.float32(1 - 0.99**step)) + np.float32(1e-8)
                value -= np.float32(size / (1 - 0.9**step)) * mean / level

    def _slopes(self, inputs: Array, classes: NDArray[np.intp], weights: Array, decay: float) -> list[Array]:
        values = self._layers(inputs)
        error = softmax(values[-1])
        error[np.arange(len(classes)), classes] -= 1
        error *= (weights / max(float(weights.sum()), 1e-6))[:, None]
        on_weights, on_biases = [], []
        for at in range(len(self.weights) - 1, -1, -1):
            on_weights.append(values[at].T @ error + np.float32(decay) * self.weights[at])
            on_biases.append(error.sum(axis=0))
            if at:
                error = (error @ self.weights[at].T) * np.where(values[at] > 0, np.float32(1), LEAK)
        return [*on_weights[::-1], *on_biases[::-1]]


def softmax(logits: Array) -> Array:
    """Return probabilities along the last axis."""
    powers = np.exp(logits - reduce(np.maximum, np.moveaxis(logits, -1, 0))[..., None])
    return np.asarray(powers / total(powers)[..., None])


def centred(logits: Array) -> Array:
    """Return logits about their mean along the last axis."""
    return np.asarray(logits - (total(logits) / np.float32(logits.shape[-1]))[..., None])


def total(values: Array) -> Array:
    """Sum along a short last axis, many times quicker than numpy's own way along memory."""
    return np.asarray(values @ np.ones(values.shape[-1], values.dtype))


def margin(values: Array) -> Array:
    """Return by how much the largest value along the last axis exceeds the second."""
    if values.shape[-1] == 2:
        return np.asarray(np.abs(values[..., 0] - values[..., 1]))
    ranked = np.partition(values, -2, axis=-1)
    return np.asarray(ranked[..., -1] - ranked[..., -2])

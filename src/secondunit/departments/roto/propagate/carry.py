"""The walk through a shot: segment by segment between keys, each frame read at most twice, memory flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates import pixels
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Picture
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.model import KeyModel, learn
from secondunit.departments.roto.propagate.network import Array
from secondunit.departments.roto.propagate.shot import Settings, Shot
from secondunit.departments.roto.propagate.solve import Vote, further, solve

Solved = tuple[int, Picture, Array]  # frame, its picture at full size, probabilities (h, w, classes) at working size


class Walk:
    """One run over a shot. Holds the models of the two nearest keys."""

    def __init__(self, shot: Shot, settings: Settings) -> None:
        self.shot = shot
        self.settings = settings
        self._models: dict[int, KeyModel] = {}

    def model(self, key: int) -> KeyModel:
        """Return the trained model of a key; the two asked for last are kept."""
        found = self._models.pop(key, None)
        if found is None:
            colours = appearance.lab(self.shot.small(self.shot.picture(key)))
            found = learn(key, colours, self.shot.classes(key), len(self.shot.objects) + 1, self.settings)
        self._models[key] = found
        while len(self._models) > 2:
            del self._models[next(iter(self._models))]
        return found

    def outward(self, key: int, numbers: Iterable[int]) -> Iterator[Solved]:
        """Solve frames that lead away from `key`, which is the only one to speak."""
        for number, picture, path in self._paths(key, numbers):
            yield number, picture, solve(self._colours(picture), [Vote(self.model(key), path, 1.0)])

    def between(self, before: int, after: int) -> Iterator[Solved]:
        """Solve the frames between two keys; the later one speaks within its reach."""
        first = max(before + 1, after - self.settings.reach)
        back = {n: _packed(path) for n, _, path in self._paths(after, range(after - 1, first - 1, -1))}
        for number, picture, path in self._paths(before, range(before + 1, after)):
            votes = [Vote(self.model(before), path, 1.0)]
            if number in back:
                share = (number - before) / (after - before)
                votes = [Vote(votes[0].model, path, 1 - share)]
                votes.append(Vote(self.model(after), _unpacked(back.pop(number), self.shot.proxy), share))
            yield number, picture, solve(self._colours(picture), votes)

    def _colours(self, picture: Picture) -> Array:
        return appearance.lab(self.shot.small(picture))

    def _paths(self, key: int, numbers: Iterable[int]) -> Iterator[tuple[int, Picture, Flow]]:
        """Walk away from a key: each frame with the flow from it to the key, composed of single steps."""
        last = pixels.grey(self.shot.small(self.shot.picture(key)))
        path = np.zeros((*self.shot.proxy, 2), np.float32)
        for number in numbers:
            picture = self.shot.picture(number)
            here = pixels.grey(self.shot.small(picture))
            path = further(path, flows.flow_between(here, last))
            last = here
            yield number, picture, path


def _packed(path: Flow) -> NDArray[np.float16]:
    """Keep every second pixel of a path at half precision: an eighth of the memory."""
    return path[::2, ::2].astype(np.float16)


def _unpacked(path: NDArray[np.float16], proxy: tuple[int, int]) -> Flow:
    y, x = np.mgrid[0 : proxy[0], 0 : proxy[1]].astype(np.float32) / 2
    return np.asarray(cv2.remap(path.astype(np.float32), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

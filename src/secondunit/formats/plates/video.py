"""A plate as a video file, decoded by PyAV: forward cheaply, backward from the nearest key frame.

Frames are numbered from 0 in the order they are shown. Rate and times come from the packets, not from what the
header promises, so a variable rate is seen.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.formats.frames import MOST
from secondunit.formats.plates.plate import LARGEST, PlateFacts, PlateFrame

_KEPT = 8  # decoded frames at hand, for work that looks a few frames back
_HINT = "give a video of one picture track that other players open, or export its frames"


class VideoPlate:
    """The frames of the first picture track."""

    def __init__(self, path: Path) -> None:
        """Open the file and list its frames; InputError when it is no video."""
        self.path = path
        with _Errors(path), av.open(str(path), metadata_errors="ignore") as container:
            if not container.streams.video:
                raise InputError(f"{path.name} holds no picture", hint=_HINT)
            stream = container.streams.video[0]
            self._base = stream.time_base or Fraction(1, 1000)
            packets = [(p.pts, p.is_keyframe) for p in container.demux(stream) if p.pts is not None and p.size]
            width, height = stream.codec_context.width, stream.codec_context.height
            aspect = stream.sample_aspect_ratio
            self._kind = stream.codec_context.name
        if not packets:
            raise InputError(f"{path.name} holds no frames", hint=_HINT)
        if len(packets) > MOST:
            raise InputError(f"{len(packets)} frames are more than the {MOST} that a plate may have", hint=_HINT)
        if not (0 < width <= LARGEST and 0 < height <= LARGEST):
            raise InputError(f"{path.name} says it is {width}x{height}", hint=_HINT)
        self._size = (width, height)
        self._aspect = float(aspect) if aspect else 1.0
        self._shown = sorted({int(pts) for pts, _ in packets})
        self._keys = sorted(int(pts) for pts, key in packets if key)
        self._place = {pts: index for index, pts in enumerate(self._shown)}
        self._cache: OrderedDict[int, PlateFrame] = OrderedDict()
        self._container: Any = None
        self._decoder: Iterator[Any] = iter(())
        self._next = -1  # the index that the decoder gives next

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self._shown)

    @cached_property
    def names(self) -> list[str]:
        """The frame's number: a frame of a video has no name of its own."""
        return [f"{number:06d}" for number in range(len(self))]

    @cached_property
    def numbers(self) -> list[int]:
        """0 and up."""
        return list(range(len(self)))

    @cached_property
    def facts(self) -> PlateFacts:
        """Size, rate and whether the rate holds."""
        times = [float(pts * self._base) for pts in self._shown]
        steps = [after - before for before, after in itertools.pairwise(self._shown)]
        rate = None
        variable = False
        if steps:
            usual = Fraction(self._shown[-1] - self._shown[0], len(steps)) * self._base
            rate = (1 / usual).limit_denominator(1001) if usual else None
            variable = max(steps) - min(steps) > max(1, 0.1 * sorted(steps)[len(steps) // 2])
        told = tuple(round(time - times[0], 6) for time in times) if variable else ()
        return PlateFacts(*self._size, len(self), self._kind, False, False, round(self._aspect, 6), rate, (), variable,
                          told)  # fmt: skip

    def read(self, index: int) -> PlateFrame:
        """Decode one frame; InputError when the file is damaged there."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        if (kept := self._cache.get(index)) is not None:
            self._cache.move_to_end(index)
            return kept
        with _Errors(self.path):
            if not self._next <= index or self._next < 0 or self._key_before(index) > self._next:
                self._seek(index)
            for frame in self._decoder:
                place = self._place.get(int(frame.pts)) if frame.pts is not None else None
                if place is None or place < index - _KEPT:
                    continue
                self._next = place + 1
                self._keep(place, self._picture(frame))
                if place == index:
                    return self._cache[index]
                if place > index:
                    break
        self._next = -1
        raise InputError(f"frame {index} of {self.path.name} cannot be read", hint=_HINT)

    def close(self) -> None:
        """Close the file; reading opens it again."""
        if self._container is not None:
            self._container.close()
        self._container, self._decoder, self._next = None, iter(()), -1

    def _key_before(self, index: int) -> int:
        keys = [pts for pts in self._keys if pts <= self._shown[index]]
        return self._place.get(keys[-1], 0) if keys else 0

    def _seek(self, index: int) -> None:
        self.close()
        self._container = av.open(str(self.path), metadata_errors="ignore")
        stream = self._container.streams.video[0]
        stream.thread_type = "AUTO"
        if index:
            self._container.seek(self._shown[index], stream=stream, backward=True)
        self._decoder = self._container.decode(stream)
        self._next = self._key_before(index)

    def _picture(self, frame: Any) -> PlateFrame:  # noqa: ANN401
        deep = any(part.bits > 8 for part in frame.format.components)
        pixels: NDArray[Any] = frame.to_ndarray(format="rgb48le" if deep else "rgb24")
        return PlateFrame(np.ascontiguousarray(pixels))

    def _keep(self, index: int, frame: PlateFrame) -> None:
        self._cache[index] = frame
        while len(self._cache) > _KEPT:
            self._cache.popitem(last=False)


class _Errors:
    """Turn errors of the decoder into ours."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, (av.error.FFmpegError, ValueError)):
            raise InputError(f"{self.path.name} cannot be read as a video: {str(error)[:120]}", hint=_HINT) from error

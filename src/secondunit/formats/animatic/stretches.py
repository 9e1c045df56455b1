"""Stretches of an animatic: runs of whole shots that are encoded apart and joined without a seam.

Every shot starts with an IDR frame and no frame looks past one (closed groups of pictures), so encoders
with the same settings write the same parameter sets and their packets can follow one another in one track.
Where the stretches begin depends on the shots alone, not on the machine: any number of cores gives the same
bytes. Each encoder runs on one thread, as the bytes of x264 with several may differ from run to run.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from threading import Event
from typing import Any, TypeAlias, TypeVar

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

KEYS = 10  # seconds from keyframe to keyframe at most
LEAST = 4  # seconds of a stretch
WORKERS = min(os.cpu_count() or 1, 4)
DELAY = 1  # frames that decoding runs ahead of showing: B-frames are no references, so one is enough
GLOBAL_HEADER = 1 << 22  # AV_CODEC_FLAG_GLOBAL_HEADER: parameter sets in the file's header, as MP4 wants them

Made = TypeVar("Made")
Packets: TypeAlias = "list[av.Packet[Any]]"


@dataclass(frozen=True)
class Piece:
    """Frames `frames` (within the shot) of the shot at `item`; its first is a keyframe."""

    item: int
    frames: range


@dataclass(frozen=True)
class Stretch:
    """Pieces in order; `start` is the first frame counted from the start of the animatic."""

    start: int
    pieces: tuple[Piece, ...]


def plan(durations: Sequence[int], rate: Fraction) -> Iterator[Stretch]:
    """Yield the stretches of shots of these durations (frames), each a few seconds long."""
    keys, least = round(rate * KEYS), round(rate * LEAST)
    start = done = 0
    pieces: list[Piece] = []
    for item, duration in enumerate(durations):
        for first in range(0, duration, keys):
            pieces.append(Piece(item, range(first, min(first + keys, duration))))
            done += len(pieces[-1].frames)
            # An encoder numbers its IDR frames 0, 1, 0, 1, ...; two in a row must not bear one number.
            if done - start >= least and (len(pieces[-1].frames) > 1 or len(pieces) % 2 == 0):
                yield Stretch(start, tuple(pieces))
                start, pieces = done, []
    if pieces:
        yield Stretch(start, tuple(pieces))


def options(rate: Fraction) -> dict[str, str]:
    """Return x264's options.

    Boards stand still: a plain motion search, whole macroblocks and a fixed pattern of seven unreferenced
    B-frames cost no quality that can be seen and spare a third of the time. `qcomp=1` holds the quantiser:
    keyframes are good and the frames after them skip. No macroblock tree (and with it no lookahead): it
    reads memory that was never written, so its bytes follow what the process did before.
    """
    return {
        "preset": "veryfast", "tune": "stillimage", "crf": "22", "profile": "high", "threads": "1",
        "g": str(round(rate * KEYS)), "sc_threshold": "0", "forced-idr": "1", "flags": "+bitexact",
        "x264-params": "ref=1:me=dia:subme=1:partitions=none:weightp=0:b-adapt=0:bframes=7:b-pyramid=none:"
                       "mbtree=0:rc-lookahead=0:qcomp=1:ipratio=2:pbratio=1.6",
    }


def configure(context: VideoCodecContext, size: tuple[int, int], rate: Fraction) -> None:
    """Give an encoder that is not yet open the form of the animatic: 4:2:0, BT.709, video range."""
    context.width, context.height, context.pix_fmt = size[0], size[1], "yuv420p"
    context.time_base, context.framerate = 1 / rate, rate
    context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709
    context.color_range = 1  # video range
    context.options = options(rate)
    context.flags |= GLOBAL_HEADER


class Encoder:
    """One x264 for one stretch. Draw into `frame`, then call `add`; `finish` returns the packets."""

    def __init__(self, size: tuple[int, int], rate: Fraction, start: int) -> None:
        """Open an encoder whose first frame is frame `start` of the animatic."""
        context = av.CodecContext.create("libx264", "w")
        configure(context, size, rate)
        self.context, self.start, self.next, self.tick = context, start, start, 1 / rate
        self.frame = av.VideoFrame(size[0], size[1], "yuv420p")
        self.packets: Packets = []

    def add(self, key: bool) -> None:
        """Encode the frame as it is now; x264 copies it, so it may be drawn over afterwards."""
        self.frame.pts, self.frame.time_base = self.next, self.tick
        self.frame.pict_type = PictureType.I if key else PictureType.NONE
        self.next += 1
        self.packets += self.context.encode(self.frame)

    def finish(self) -> tuple[bytes, Packets]:
        """Return the parameter sets and all packets in decoding order, `dts` counted through the animatic."""
        self.packets += self.context.encode(None)
        for n, packet in enumerate(self.packets):
            packet.dts, packet.duration, packet.time_base = self.start + n - DELAY, 1, self.tick
        return self.context.extradata or b"", self.packets


def in_order(make: Callable[[Stretch, Event], Made], stretches: Iterable[Stretch]) -> Generator[Made]:
    """Yield what `make` returns for each stretch, in order, made on all cores a few stretches ahead.

    `make` must return early once the event is set: the reader has left or another stretch has failed.
    """
    stop = Event()
    ahead: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for stretch in stretches:
                ahead.append(pool.submit(make, stretch, stop))
                if len(ahead) > WORKERS:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            stop.set()
            for future in ahead:
                future.cancel()

"""The animatic: boards in time as MP4 (H.264 High, 4:2:0, BT.709 video range), burn-in and moves switchable.

Frames stream through encoders a few seconds at a time, so memory does not grow with the length. A still
shot is composed once and only its timecode is rewritten; every cut is a keyframe. The same arguments give
the same bytes on any number of cores, and the file carries no dates; see `formats.stretches`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from threading import Event, Lock

import av
import numpy as np
from PIL import Image

from secondunit.core.board import BoardItem, timecode
from secondunit.core.errors import EngineError, InputError
from secondunit.formats import panels as pictures
from secondunit.formats import typeset
from secondunit.formats.animatic import stretches
from secondunit.formats.animatic.burnin import BurnIn, Patch
from secondunit.formats.animatic.camera_moves import crop
from secondunit.formats.planes import Picture

Marks = Sequence[tuple[int, list[Patch]]]


def write(
    items: Sequence[BoardItem], panels: Mapping[str, Path], path: Path, *, title: str, rate: Fraction,
    size: tuple[int, int] = (960, 540), burn_in: bool = True, subtitles: bool = True, moves: bool = True,
    start: int = 0, progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Write the animatic and return its number of frames.

    `size` in pixels is rounded up to even numbers; panels of another shape get black bars. `start` is the
    timecode of the first frame, in frames. Raises InputError for no shots, no panels, an unreadable panel
    or an impossible size, EngineError where the encoder is not there.
    """
    pictures.check(items, panels)
    size = (size[0] + size[0] % 2, size[1] + size[1] % 2)
    if not (160 <= size[0] <= 4096 and 90 <= size[1] <= 4096):
        raise InputError(f"an animatic of {size[0]} x {size[1]} pixels cannot be made", hint="like 960 x 540")
    burn = BurnIn(size)
    total = sum(item.duration for item in items)
    done = 0
    preparing = Lock()  # type setting and Python's list of warnings are shared by all threads

    def make(stretch: stretches.Stretch, stop: Event) -> tuple[bytes, stretches.Packets]:
        encoder = stretches.Encoder(size, rate, stretch.start)
        picture = Picture.inside(encoder.frame)
        for piece in stretch.pieces:
            item = items[piece.item]
            with preparing:
                board = Picture.of(pictures.panel_or_slate(item, panels, size, "black"))
                marks = _marks(item, burn, burn_in, subtitles)
            for n in _draw(picture, board, item, marks, rate, moves, piece.frames):
                if stop.is_set():
                    return b"", []
                if burn_in:
                    burn.stamp(picture.luma, timecode(start + encoder.next, rate))
                encoder.add(key=n == piece.frames.start)
        return encoder.finish()

    container = {"movflags": "+faststart", "fflags": "+bitexact"}
    made = stretches.in_order(make, stretches.plan([item.duration for item in items], rate))
    try:
        with av.open(str(path), "w", format="mp4", container_options=container) as out, closing(made):
            out.metadata["title"] = typeset.clean(title) or "Untitled"
            stream = out.add_stream("libx264", rate=rate)  # only its header is used
            stretches.configure(stream.codec_context, size, rate)
            stream.time_base = 1 / rate
            stream.metadata["timecode"] = timecode(start, rate)
            out.start_encoding()
            for sets, packets in made:
                if sets != stream.codec_context.extradata:
                    raise EngineError("two encoders of one animatic do not agree", hint="report this as a bug")
                for packet in packets:
                    packet.stream = stream
                    out.mux(packet)
                done += len(packets)
                progress(0.98 * done / total)
    except av.FFmpegError as error:
        raise EngineError(f"the animatic cannot be encoded: {error}", hint="check disk space") from error
    progress(1.0)
    return done


def _marks(item: BoardItem, burn: BurnIn, burn_in: bool, subtitles: bool) -> Marks:
    """Return (first frame, patches) for the parts of a shot: the slate throughout, subtitles in turn."""
    slate = burn.slate(item) if burn_in else []
    pages = burn.subtitles(item) if subtitles else []
    return [(first, [*slate, page]) for first, page in pages] if pages else [(0, slate)]


def _draw(
    out: Picture, board: Picture, item: BoardItem, marks: Marks, rate: Fraction, moves: bool, frames: range
) -> Iterator[int]:
    """Draw these frames of a shot into one picture in turn, yielding the number of each once it is there."""
    starts = dict(marks)
    patches = [patches for first, patches in marks if first <= frames.start][-1]
    images = [Image.fromarray(plane) for plane in (board.luma, board.blue, board.red)]
    if board.grey:
        del images[1:]
    for n in frames:
        fresh = n in starts or n == frames.start
        patches = starts.get(n, patches)
        share = n / (item.duration - 1) if item.duration > 1 else 0.0
        box = crop(item.move, share, float(n / rate)) if moves else None
        if box is None:
            if fresh:
                out.copy_from(board)
        else:
            out.blue[:] = out.red[:] = 128
            for image, plane in zip(images, (out.luma, out.blue, out.red), strict=False):
                w, h = image.size
                area = (box[0] * w, box[1] * h, box[2] * w, box[3] * h)
                plane[:] = np.asarray(image.resize((w, h), Image.Resampling.BILINEAR, box=area))
        if fresh or box is not None:
            for patch in patches:
                patch.over(out.luma, out.blue, out.red)
        yield n

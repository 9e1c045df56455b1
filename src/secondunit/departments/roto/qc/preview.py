"""The preview of a matte as a movie: the overlay frame by frame, with frame number and confidence burnt in.

MP4, H.264 High, 4:2:0, BT.709 video range, a keyframe every second so that a review can be stepped through; made
with one thread and without dates, so the same frames give the same bytes. Frames stream.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from secondunit.core.errors import EngineError, InputError
from secondunit.departments.plates.pixels import Picture, as_bytes
from secondunit.formats import panels, typeset
from secondunit.formats.animatic.stretches import GLOBAL_HEADER
from secondunit.formats.planes import Picture as Planes

LARGEST = 4096  # pixels, the most that H.264 level 5.2 players take


def write(
    frames: Iterable[tuple[Picture, str]], path: Path, *, rate: Fraction, title: str = "", crf: int = 20
) -> int:
    """Write pictures with their captions as MP4 and return how many there were.

    Pictures are RGB of one size; an odd row or column is left off. Raises InputError for no frame, pictures of
    several sizes or of a size that cannot be played, EngineError where the movie cannot be written.
    """
    count = 0
    size: tuple[int, int] | None = None
    try:
        with av.open(str(path), "w", format="mp4",
                     container_options={"movflags": "+faststart", "fflags": "+bitexact"}) as out:  # fmt: skip
            out.metadata["title"] = typeset.clean(title) or "Preview"
            stream = out.add_stream("libx264", rate=rate)
            context = stream.codec_context
            for picture, caption in frames:
                data = as_bytes(picture)
                shape = (data.shape[1] // 2 * 2, data.shape[0] // 2 * 2)
                if size is None:
                    if not (16 <= shape[0] <= LARGEST and 16 <= shape[1] <= LARGEST):
                        raise InputError(f"a preview of {shape[0]} x {shape[1]} pixels cannot be played",
                                         hint=f"scale the frames to 16 to {LARGEST} pixels")  # fmt: skip
                    size = shape
                    context.width, context.height, context.pix_fmt = shape[0], shape[1], "yuv420p"
                    context.time_base, context.framerate = 1 / rate, rate
                    context.color_primaries = context.color_trc = context.colorspace = 1
                    context.color_range = 1
                    context.flags |= GLOBAL_HEADER
                    context.options = {
                        "preset": "veryfast", "crf": str(crf), "profile": "high", "threads": "1",
                        "g": str(max(1, round(rate))), "flags": "+bitexact",
                        # no macroblock tree: it reads memory that was never written (see formats.animatic.stretches)
                        "x264-params": "mbtree=0:rc-lookahead=0:scenecut=0",
                    }  # fmt: skip
                if shape != size:
                    raise InputError(f"frame {count} of the preview is {shape[0]} x {shape[1]}, the first "
                                     f"{size[0]} x {size[1]}", hint="give frames of one size")  # fmt: skip
                frame = av.VideoFrame(size[0], size[1], "yuv420p")
                Planes.inside(frame).copy_from(Planes.of(_captioned(data[: size[1], : size[0]], caption)))
                frame.pts, frame.time_base = count, 1 / rate
                for packet in context.encode(frame):
                    packet.stream = stream
                    out.mux(packet)
                count += 1
            if not count:
                raise InputError("a preview without a frame cannot be made", hint="give at least one frame")
            for packet in context.encode(None):
                packet.stream = stream
                out.mux(packet)
    except (av.FFmpegError, OSError) as error:
        path.unlink(missing_ok=True)
        raise EngineError(f"the preview cannot be written: {error}", hint="check disk space") from error
    except InputError:
        path.unlink(missing_ok=True)
        raise
    return count


def caption(frame: int, confidence: float | None) -> str:
    """Return what is burnt in: the frame's number, and how sure the matte is in percent where that is known."""
    return f"{frame:05d}" if confidence is None else f"{frame:05d}   confidence {100 * confidence:.0f} %"


def _captioned(picture: NDArray[np.uint8], text: str) -> Image.Image:
    image = Image.fromarray(picture)
    if not text:
        return image
    size = max(9, picture.shape[0] // 30)
    words = typeset.clip(typeset.clean(text), picture.shape[1] - size, size, bold=True)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, typeset.width(words, size, bold=True) + size, size * 1.7), fill=(0, 0, 0))
    panels.text(draw, (size * 0.5, size * 0.17), words, size, "white", bold=True)
    return image

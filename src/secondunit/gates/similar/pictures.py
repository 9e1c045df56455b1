"""Pictures to compare: read any file that a production or a reference folder holds, safely and small.

A picture is an H x W x 3 uint8 sRGB array whose long side is at most `LONGEST` pixels. Files are hostile: sizes are
read before pixels, broken files raise InputError, and a film gives a few frames, never all of them.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Picture = NDArray[np.uint8]

LONGEST = 512
MAX_PIXELS = 1 << 28  # of a file; 16k x 16k
MAX_FILE = 2 << 30
MAX_FRAMES = 24  # looked at in a film or an animated picture
MAX_DECODED = 20_000  # frames of a film that are decoded to find them
STILLS = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif", ".bmp"))
FLOATS = frozenset((".exr",))
FILMS = frozenset((".mp4", ".mov", ".m4v", ".mkv", ".avi"))
MEDIA_TYPES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif", "image/webp": ".webp", "image/gif": ".gif",
    "image/x-exr": ".exr", "video/mp4": ".mp4", "video/quicktime": ".mov",
}  # fmt: skip
GROUND = 128  # grey behind transparent pixels


@dataclass(frozen=True)
class Shown:
    """A picture of a file; `at` says which frame it is (empty for a still)."""

    pixels: Picture
    at: str = ""


def readable(path: Path) -> bool:
    """Tell by its name whether a file may be a picture or film."""
    return path.suffix.lower() in STILLS | FLOATS | FILMS


def read(path: Path, suffix: str = "") -> Iterator[Shown]:
    """Yield the pictures of a file: one of a still, some frames of a film. InputError when it cannot be read.

    `suffix` (".png") says what the file is where its own name does not, as in the media store.
    """
    kind = (suffix or path.suffix).lower()
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}") from error
    if not path.is_file() or not size or size > MAX_FILE:
        raise InputError(f"{path.name} is empty, too large or no file", hint="give pictures and films")
    if kind in FILMS:
        yield from _film(path)
    elif kind in FLOATS:
        yield Shown(_float(path))
    elif kind in STILLS:
        yield from _still(path)
    else:
        raise InputError(f"{path.name} is no kind of picture that can be compared",
                         hint="kinds: " + " ".join(sorted(STILLS | FLOATS | FILMS)))


def from_bytes(data: bytes) -> Picture:
    """Read a small stored picture such as a thumbnail."""
    return next(_still(io.BytesIO(data), "the stored picture")).pixels


def thumbnail(pixels: Picture, side: int = 128) -> bytes:
    """Return a JPEG whose long side is at most `side` pixels; the same bytes for the same picture."""
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def fitted(pixels: Picture, long_side: int) -> Picture:
    """Return the picture with exactly this long side, by area averaging; never below 1 pixel."""
    import numpy as np
    from PIL import Image

    high, wide = pixels.shape[:2]
    scale = long_side / max(high, wide)
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    if size == (wide, high):
        return pixels
    how = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize(size, how))


def _still(source: Path | io.BytesIO, name: str = "") -> Iterator[Shown]:
    from PIL import Image, ImageSequence

    name = name or Path(getattr(source, "name", str(source))).name
    if isinstance(source, Path):
        name = source.name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is checked before any pixel is decoded
            with Image.open(source) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise InputError(f"{name} has {image.width} x {image.height} pixels: more than can be compared")
                frames = int(getattr(image, "n_frames", 1)) if image.format in ("GIF", "WEBP", "PNG") else 1
                image.draft("RGB", (LONGEST, LONGEST))
                if frames == 1:
                    yield Shown(_rgb(image))
                    return
                step = max(1, min(frames, MAX_DECODED) // MAX_FRAMES)
                for number, frame in enumerate(ImageSequence.Iterator(image)):
                    if number >= MAX_DECODED:
                        return
                    if number % step == 0:
                        yield Shown(_rgb(frame), f"frame {number}")
    except InputError:
        raise
    except Image.DecompressionBombError as error:
        raise InputError(f"{name} has more pixels than can be compared") from error
    except Exception as error:  # Pillow's decoders raise all kinds of errors for broken files
        raise InputError(f"{name} cannot be read as a picture: {type(error).__name__}",
                         hint="is the file whole? open it in a viewer") from error


def _rgb(image: Image.Image) -> Picture:
    """Convert any mode to RGB on grey, small; 16-bit and float pictures are scaled to their range."""
    import numpy as np
    from PIL import Image

    if image.mode in ("I", "F", "I;16", "I;16L", "I;16B", "I;16N"):
        values = np.asarray(image, np.float32)
        top = 65535.0 if image.mode.startswith("I") and values.max(initial=0) > 255 else max(values.max(initial=1), 1)
        small = Image.fromarray(np.clip(values / top * 255, 0, 255).astype(np.uint8)).convert("RGB")
    elif image.has_transparency_data:
        whole = image.convert("RGBA")
        whole.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
        small = Image.new("RGB", whole.size, (GROUND,) * 3)
        small.paste(whole, mask=whole.getchannel("A"))
    else:
        small = image.convert("RGB")
    if max(small.size) > LONGEST:
        small = small.resize(_within(*small.size), Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(small)


def _within(wide: int, high: int) -> tuple[int, int]:
    scale = LONGEST / max(wide, high)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def _float(path: Path) -> Picture:
    """Read an EXR: the colour channels (or the first one), clipped to 0..1 and put through the sRGB curve."""
    import numpy as np
    import OpenImageIO as oiio

    file = oiio.ImageInput.open(str(path))
    if file is None:
        oiio.geterror()
        raise InputError(f"{path.name} cannot be read as a picture", hint="is the file whole?")
    try:
        spec = file.spec()
        if spec.width < 1 or spec.height < 1 or spec.width * spec.height > MAX_PIXELS:
            raise InputError(f"{path.name} has {spec.width} x {spec.height} pixels: more than can be compared")
        names = list(spec.channelnames)
        picked = [names.index(c) for c in ("R", "G", "B") if c in names]
        low = min(picked) if len(picked) == 3 and max(picked) - min(picked) == 2 else 0
        values = file.read_image(0, 0, low, low + (3 if len(picked) == 3 else 1), oiio.FLOAT)
    finally:
        file.close()
    if values is None:
        raise InputError(f"{path.name} cannot be read as a picture", hint="is the file whole?")
    array: Any = np.nan_to_num(np.asarray(values, np.float32), nan=0.0, posinf=1.0, neginf=0.0)
    array = array.reshape(spec.height, spec.width, -1)
    if array.shape[2] == 1:  # depth, mattes: any range
        low_value, high_value = float(array.min()), float(array.max())
        array = (array - low_value) / max(high_value - low_value, 1e-9)
    array = np.clip(array, 0, 1)
    array = np.where(array <= 0.0031308, 12.92 * array, 1.055 * array ** (1 / 2.4) - 0.055)
    pixels = np.repeat(array, 3, axis=2) if array.shape[2] == 1 else array
    pixels = np.round(pixels * 255).astype(np.uint8)
    return fitted(pixels, LONGEST) if max(pixels.shape[:2]) > LONGEST else pixels


def _film(path: Path) -> Iterator[Shown]:
    """Yield up to MAX_FRAMES frames of a film, evenly in its length; long films by their key frames."""
    import av
    import numpy as np

    shown = 0
    try:
        with av.open(str(path), metadata_errors="ignore") as film:
            if not film.streams.video:
                raise InputError(f"{path.name} has no picture track")
            stream = film.streams.video[0]
            if stream.width * stream.height > MAX_PIXELS:
                raise InputError(f"{path.name} has {stream.width} x {stream.height} pixels: more than can be compared")
            count = stream.frames or MAX_DECODED
            if count > 2000:
                stream.codec_context.skip_frame = "NONKEY"
            step = 1 if count > 2000 else max(1, count // MAX_FRAMES)
            for number, frame in enumerate(film.decode(stream)):
                if shown == MAX_FRAMES or number >= MAX_DECODED:
                    break
                if number % step == 0:
                    wide, high = _within(frame.width, frame.height)
                    small = frame.reformat(width=wide, height=high, format="rgb24")
                    seconds = float(frame.time) if frame.time is not None else 0.0
                    yield Shown(np.asarray(small.to_ndarray(), np.uint8), f"{seconds:.2f} s")
                    shown += 1
    except (av.error.FFmpegError, ValueError, IndexError, MemoryError) as error:
        raise InputError(f"{path.name} cannot be read as a film: {type(error).__name__}",
                         hint="is the file whole? play it in a viewer") from error
    if not shown:
        raise InputError(f"{path.name} holds no picture that can be read", hint="is the file whole?")

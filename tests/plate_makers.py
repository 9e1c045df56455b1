"""Small plates, keys and videos for tests."""

from fractions import Fraction

import av
import numpy as np
import OpenImageIO as oiio
from PIL import Image


def picture(index, width=64, height=48, seed=7):
    """A textured picture whose square of 16 pixels moves two pixels a frame to the right."""
    noise = np.random.default_rng(seed).integers(0, 90, (height // 4, width // 4, 3), np.uint8)
    ground = np.asarray(Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)).copy()
    ground[square(index, width, height) > 0] = (220, 180, 60)
    return ground


def square(index, width=64, height=48):
    mask = np.zeros((height, width), np.uint8)
    left = 8 + 2 * index
    mask[16:32, left : left + 16] = 1
    return mask


def write_frames(folder, count=6, suffix="png", first=1001, **size):
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        Image.fromarray(picture(index, **size)).save(folder / f"plate.{first + index:04d}.{suffix}")
    return folder


def write_key(path, mask, palette=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    if palette:
        image = Image.fromarray(mask, "P")
        image.putpalette([value for number in range(256) for value in (number * 37 % 256, number * 91 % 256, number)])
    else:
        image = Image.fromarray((mask > 0).astype(np.uint8) * 255)
    image.save(path)
    return path


def write_exr(path, pixels, channels, depth=oiio.FLOAT, **attributes):
    """Write channels of a `depth`; `window=(x, y, full_width, full_height)` places the data window."""
    x, y, full_width, full_height = attributes.pop("window", (0, 0, pixels.shape[1], pixels.shape[0]))
    spec = oiio.ImageSpec(pixels.shape[1], pixels.shape[0], pixels.shape[2], depth)
    spec.x, spec.y, spec.full_width, spec.full_height = x, y, full_width, full_height
    spec.channelnames = channels
    for name, value in attributes.items():
        spec.attribute(name, value)
    out = oiio.ImageOutput.create(str(path))
    out.open(str(path), spec)
    out.write_image(np.ascontiguousarray(pixels, np.float32))
    out.close()
    return path


def write_video(path, count=12, times=None, width=64, height=48, rate=24):
    """Write an MP4; `times` are frame times in 1/1000 s for a variable rate."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"g": "5", "bf": "2"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        if times:
            stream.codec_context.time_base = Fraction(1, 1000)
        for index in range(count):
            frame = av.VideoFrame.from_ndarray(picture(index, width, height), format="rgb24")
            if times:
                frame.pts, frame.time_base = times[index], Fraction(1, 1000)
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path

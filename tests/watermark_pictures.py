"""Pictures drawn from a seed for the tests of the watermark: a landscape of noise, ink on grained paper, a blank sheet."""

import cv2
import numpy as np
from PIL import Image, ImageDraw


def landscape(seed=0, size=(960, 540)):
    """Something like a photograph: 1/f noise in hills and sky, colours, grain."""
    wide, high = size
    chance = np.random.default_rng(seed)
    rows, columns = np.fft.fftfreq(high)[:, None], np.fft.rfftfreq(wide)[None]
    power = 1 / np.maximum(np.hypot(rows, columns), 1 / max(size)) ** 1.3
    noise = chance.normal(size=(high, wide // 2 + 1)) + 1j * chance.normal(size=(high, wide // 2 + 1))
    field = np.fft.irfft2(power * noise, (high, wide))
    field = (field - field.min()) / np.ptp(field)
    sky = np.linspace(200, 120, high)[:, None] * np.ones((1, wide))
    ground = 40 + 170 * field
    grey = np.where(np.arange(high)[:, None] < high * (0.25 + 0.2 * field.mean(0)), sky, ground)
    colour = grey[..., None] * np.array([1.0, 0.95, 0.85]) + chance.normal(0, 2.0, (high, wide, 3))
    return np.clip(np.rint(colour), 0, 255).astype(np.uint8)


def drawing(seed=0, size=(960, 540), paper=255, grain=0.0):
    """Ink lines on paper."""
    chance = np.random.default_rng(seed)
    image = Image.new("RGB", size, (paper,) * 3)
    pen = ImageDraw.Draw(image)
    for _ in range(30):
        points = [tuple(int(v) for v in chance.integers((0, 0), size)) for _ in range(2)]
        pen.line(points, fill=(20, 20, 20), width=int(chance.integers(1, 5)))
    pixels = np.asarray(image) + chance.normal(0, grain, (size[1], size[0], 1))
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


def psnr(a, b):
    """Peak signal-to-noise ratio in dB."""
    return 10 * np.log10(255**2 / max(float(((a.astype(float) - b) ** 2).mean()), 1e-9))


def ssim(a, b):
    """Structural similarity of the luma (Wang et al. 2004): Gaussian window of 1.5 pixels."""
    a, b = (picture.astype(float) @ [0.299, 0.587, 0.114] for picture in (a, b))

    def mean(values):
        return cv2.GaussianBlur(values, (11, 11), 1.5)

    ma, mb = mean(a), mean(b)
    va, vb, both = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    c1, c2 = 6.5025, 58.5225
    return float(((2 * ma * mb + c1) * (2 * both + c2) / ((ma**2 + mb**2 + c1) * (va + vb + c2))).mean())

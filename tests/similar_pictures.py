"""Pictures for the tests of similarity: drawn from a seed by the benchmark's own pen."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
import _pictures as pen

CHANGES = pen.CHANGES
picture = pen.picture


def pixels(image):
    """The array that is compared."""
    small = image.convert("RGB")
    small.thumbnail((512, 512))
    return np.asarray(small)

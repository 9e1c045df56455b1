"""Small frame sequences of seeded noise."""

import random
from pathlib import Path


def make(folder: Path, count: int = 5, size: int = 500, ending: str = "exr") -> Path:
    """Fill a new folder with frames that only look like frames by name: sh010.1001.exr and on."""
    folder.mkdir()
    chance = random.Random(1)
    for number in range(count):
        (folder / f"sh010.{number + 1001}.{ending}").write_bytes(chance.randbytes(size))
    return folder

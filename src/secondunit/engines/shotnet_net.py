"""The net of `shotnet`: a U-Net of about 170,000 weights, its file, and the device it runs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from secondunit.core.errors import InputError
from secondunit.formats import safetensors

WIDTHS = (16, 32, 48, 64)
FOLD = 2  # squares of so many pixels are one to the net: a quarter of the work at the same fineness
STRIDE: int = FOLD * 2 ** (len(WIDTHS) - 1)  # heights and widths are multiples of it
THREADS = 1  # as every worker has; another number would add up in another order
Array = NDArray[np.float32]


class UNet(nn.Module):  # type: ignore[misc]
    """A picture and what is carried to it in, a plane an answer out (Ronneberger et al., MICCAI 2015).

    Batch normalisation, four levels; the coarser level is enlarged and joined to the finer one. Squares of pixels are
    folded into planes at the way in and unfolded at the way out (Shi et al., CVPR 2016).
    """

    def __init__(self, into: int, out: int) -> None:
        super().__init__()
        sizes = (into * FOLD**2, *WIDTHS)
        self.down = nn.ModuleList(_Block(sizes[at], sizes[at + 1], 2) for at in range(len(WIDTHS)))
        self.up = nn.ModuleList(
            _Block(WIDTHS[at] + WIDTHS[at - 1], WIDTHS[at - 1], 1) for at in range(len(WIDTHS) - 1, 0, -1)
        )
        self.last = nn.Conv2d(WIDTHS[0], out * FOLD**2, 1)
        nn.init.zeros_(self.last.weight)  # begin undecided
        nn.init.zeros_(self.last.bias)

    def forward(self, values: Any) -> Any:  # noqa: ANN401
        """Take a tensor `(N, into, H, W)` to `(N, out, H, W)`."""
        kept = []
        values = functional.pixel_unshuffle(values, FOLD)
        for at, block in enumerate(self.down):
            values = block(functional.max_pool2d(values, 2) if at else values)
            kept.append(values)
        for block, finer in zip(self.up, reversed(kept[:-1]), strict=True):
            larger = functional.interpolate(values, scale_factor=2, mode="bilinear", align_corners=False)
            values = block(torch.cat([larger, finer], dim=1))
        return functional.pixel_shuffle(self.last(values), FOLD)


class _Block(nn.Sequential):  # type: ignore[misc]
    def __init__(self, into: int, out: int, depth: int) -> None:
        layers: list[Any] = []
        for at in range(depth):
            layers += [nn.Conv2d(into if at == 0 else out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out),
                       nn.LeakyReLU(0.1, inplace=True)]  # fmt: skip
        super().__init__(*layers)


@dataclass(frozen=True)
class Facts:
    """What weights were made for. `objects` are the labels that its planes mean, after the ground.

    `scale` is the size at which it sees frames, relative to the plate; `share` is how much it counts beside what flow
    carried, 0..1, as held-out keys showed.
    """

    task: str  # "mask" or "image"
    objects: tuple[int, ...]
    scale: float
    share: float
    mean: tuple[float, float, float]
    spread: tuple[float, float, float]

    @property
    def planes(self) -> tuple[int, int]:
        """How many planes go in and come out."""
        carried = len(self.objects)
        return 3 + carried, carried + 1 if self.task == "mask" else 3


@dataclass(frozen=True)
class ShotNet:
    """A trained net with its facts, on a device."""

    net: UNet
    facts: Facts
    device: str

    def answer(self, picture: NDArray[np.uint8], carried: Array) -> Array:
        """Return `(H, W, out)` for an RGB picture and the mattes `(H, W, K)` carried to it, at the net's scale."""
        height, width = picture.shape[:2]
        values = planes(picture, carried, self.facts)
        values = np.pad(values, ((0, 0), (0, -height % STRIDE), (0, -width % STRIDE)), mode="edge")
        with torch.no_grad():
            said = self.net(torch.from_numpy(values)[None].to(self.device))[0]
        return np.ascontiguousarray(said.cpu().numpy()[:, :height, :width].transpose(1, 2, 0))


def planes(picture: NDArray[Any], carried: Array, facts: Facts) -> Array:
    """Return the net's input `(3 + K, H, W)`: colours measured against the shot's, mattes as -1..1."""
    colours = (picture.astype(np.float32) - np.array(facts.mean, np.float32)) / np.array(facts.spread, np.float32)
    return np.ascontiguousarray(np.concatenate([colours, 2 * carried - 1], axis=2).transpose(2, 0, 1))


def device() -> str:
    """Return where nets run: the first GPU that PyTorch can use, else the processor."""
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def steady(seed: int) -> Iterator[None]:
    """Make what happens inside repeatable for a seed, and leave PyTorch's settings as they were."""
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True, warn_only=True)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        try:
            yield
        finally:
            torch.use_deterministic_algorithms(strict)
            torch.set_num_threads(threads)


def save(path: Path, state: Mapping[str, Any], facts: Facts) -> None:
    """Write weights (a state dictionary) and facts; counters of training are left out."""
    tensors = {name: tensor.cpu().numpy() for name, tensor in state.items() if tensor.is_floating_point()}
    words = {name: " ".join(map(repr, value)) if isinstance(value, tuple) else str(value)
             for name, value in asdict(facts).items()}  # fmt: skip
    safetensors.write(path, tensors, {"kind": "secondunit.shotnet.1", **words})


def load(path: Path, task: str) -> ShotNet:
    """Read weights made for `task`; InputError for others."""
    tensors, words = safetensors.read(path)
    try:
        if words["kind"] != "secondunit.shotnet.1" or words["task"] != task:
            raise InputError(f"the weights are not made for the task {task}", hint="learn from the shot's keys anew")
        mean, spread = (tuple(float(word) for word in words[name].split()) for name in ("mean", "spread"))
        facts = Facts(task, tuple(int(word) for word in words["objects"].split()), float(words["scale"]),
                      float(words["share"]), mean, spread)  # type: ignore[arg-type] # fmt: skip
        where = device()
        net = UNet(*facts.planes)
        missing = net.load_state_dict({name: torch.from_numpy(each) for name, each in tensors.items()}, strict=False)
        if missing.unexpected_keys or any("num_batches" not in name for name in missing.missing_keys):
            raise InputError("the weights are of another net", hint="learn from the shot's keys anew")
    except (KeyError, ValueError, RuntimeError) as error:
        raise InputError(f"the weights are not understood: {error}", hint="learn from the shot's keys anew") from error
    return ShotNet(net.to(where).eval(), facts, where)

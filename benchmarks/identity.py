"""Claim: the hash of a recipe with 60 parameters costs at most 0.2 ms."""

from __future__ import annotations

import hashlib
import json
import sys

import _table as t

from secondunit.core.recipe import Recipe

BATCH = 200


def parameters() -> dict[str, object]:
    """Return 60 parameters of the kinds that a shot's recipe holds."""
    values: dict[str, object] = {}
    for i in range(15):
        values[f"position_{i:02}"] = [i * 0.37, -i / 3, 0.0]
        values[f"name_{i:02}"] = f"figure {i} of the crowd"
        values[f"weight_{i:02}"] = i / 7
        values[f"on_{i:02}"] = i % 2 == 0
    return values


def main() -> int:
    options = t.arguments(__doc__ or "", runs=25).parse_args()
    values = parameters()

    def recipe(seed: int) -> Recipe:
        return Recipe("storyboard.board", "scene.render", "ink", "1", values, seed, {"stage": "sha256:" + "a" * 64})

    plain = recipe(1).to_json()

    def ours() -> None:
        for seed in range(BATCH):
            _ = recipe(seed).hash

    def baseline() -> None:
        for _ in range(BATCH):
            hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

    mine, other = (t.measure(work, options.runs).scaled(1e3 / BATCH) for work in (ours, baseline))
    rows = [t.Row("recipe hash, 60 parameters", "ms", mine, 0.2, "json.dumps + sha256 (no checks)", other)]
    return t.finish("identity", rows, options.save)


if __name__ == "__main__":
    sys.exit(main())

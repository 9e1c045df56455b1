"""Claim: a dressed, posed body takes at most 20 ms; beside anny's bare body in its own interpreter."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from pathlib import Path

import _stages
import _table as t

from secondunit.scene import bodies
from secondunit.scene.layout import Figure

ANNY = """
import sys, json, time
try:
    import anny, torch
except ImportError:
    sys.exit(3)
import importlib.metadata as m
torch.set_num_threads(2)
model = anny.Anny(); times = []
n = len(model.bone_labels)
pose = torch.eye(4)[None, None].repeat(1, n, 1, 1)
for i in range(int(sys.argv[1]) + 3):
    shape = {"gender": i % 7 / 7, "age": 0.6, "muscle": i % 5 / 5, "weight": 0.5, "height": 0.5, "proportions": 0.5}
    s = time.perf_counter()
    with torch.no_grad():
        out = model(pose_parameters=pose, phenotype_kwargs=shape)
    times.append(time.perf_counter() - s)
print(json.dumps({"version": m.version("anny"), "times": times[3:], "points": out["vertices"].shape[1]}))
"""


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=40)
    parser.add_argument("--anny-python", type=Path, default=Path(sys.executable), help="interpreter with anny")
    options = parser.parse_args()
    base = _stages.layouts(1)[0].figures[0]
    poses = itertools.cycle(("stand", "walk", "sit", "point", "run", "talk"))
    count = itertools.count()

    def another() -> Figure:
        """Return a body that no cache has seen: another build, pose and place each time."""
        number = next(count)
        shape = {**base.body, "weight": 0.3 + (number % 97) / 250, "height": 0.3 + (number % 89) / 250}
        return replace(base, pose=next(poses), body=shape, position=(number * 0.01, 0.0, 0.0))

    ours = t.measure(lambda: bodies.build(another()), options.runs, warm=6).scaled(1e3)
    points = sum(len(mesh.points) for mesh in bodies.build(another()).meshes)
    answer = t.peer(options.anny_python, ANNY, str(options.runs))
    times = answer["times"] if answer else None
    measured = t.Measured.of(times).scaled(1e3) if isinstance(times, list) else None
    label = f"anny {answer['version']} on torch, bare body" if answer else "anny"
    rows = [t.Row("one new body, dressed and posed", "ms", ours, 20, label, measured)]
    note = f"{points:,} points with clothes and hair" + (f"; anny {answer['points']:,} points" if answer else "")
    return t.finish("bodies", rows, options.save, note)


if __name__ == "__main__":
    sys.exit(main())

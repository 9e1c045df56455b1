"""Claim: a posed body takes at most 20 ms; beside anny's in its own interpreter. Also with clothes, and cached."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from pathlib import Path

import _stages
import _table as t
import numpy as np

from secondunit.scene import bodies
from secondunit.scene.bodies import model
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
pose = torch.eye(4, dtype=next(model.buffers()).dtype)[None, None].repeat(1, n, 1, 1)
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

    turn = np.array([[0.96, -0.28, 0.0], [0.28, 0.96, 0.0], [0.0, 0.0, 1.0]])

    def bare() -> object:
        """Blend shapes, rig and skinning of a new build: what anny does."""
        return model.evaluate(another().body, {"upperarm01.L": turn, "upperleg01.R": turn})

    evaluated = t.measure(bare, options.runs, warm=6).scaled(1e3)
    dressed = t.measure(lambda: bodies.build(another()), options.runs, warm=6).scaled(1e3)
    same = replace(base, position=(0.0, 0.0, 0.0))
    again = t.measure(lambda: bodies.build(replace(same, heading=float(next(count)))), options.runs).scaled(1e3)
    answer = t.peer(options.anny_python, ANNY, str(options.runs))
    times = answer["times"] if answer else None
    measured = t.Measured.of(times).scaled(1e3) if isinstance(times, list) else None
    label = f"anny {answer['version']} on torch" if answer else "anny"
    rows = [
        t.Row("a new body: shape and pose", "ms", evaluated, 20, label, measured),
        t.Row("a new body with clothes, hair and face", "ms", dressed),
        t.Row("the same body in another place", "ms", again),
    ]
    points = sum(len(mesh.points) for mesh in bodies.build(another()).meshes)
    note = f"{points:,} points dressed" + (f"; anny {answer['points']:,} points bare" if answer else "")
    return t.finish("bodies", rows, options.save, note)


if __name__ == "__main__":
    sys.exit(main())

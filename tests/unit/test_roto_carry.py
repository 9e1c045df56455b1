"""Stretches of a roto as the engine makes them: what is handed on, how sure it is, and edges that stay calm."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from roto_shots import crossing
from secondunit.core.recipe import Request
from secondunit.departments.roto import plan as planning
from secondunit.departments.roto.parameters import Parameters
from secondunit.departments.roto.plan import PlateContext, plan
from secondunit.engines.api import Work
from secondunit.engines.flow_carry import carry
from secondunit.engines.plate_files import write_labels
from secondunit.formats import frame_zip

COUNT, SIZE = 10, (40, 72)


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    root = tmp_path_factory.mktemp("carry")
    frames, truth = crossing(COUNT, size=SIZE, speed=2)
    (root / "frames").mkdir()
    for number, frame in enumerate(frames):
        Image.fromarray(frame).save(root / "frames" / f"p.{number:04d}.png")
        write_labels(root / f"key{number}.png", truth[number])
    frame_zip.pack(root / "frames", root / "plate.zip")
    return SimpleNamespace(root=root, truth=truth, names=[f"p.{number:04d}" for number in range(COUNT)])


def made(shot, room, key, **settings):
    """Make all stretches of a plan in their order; outputs by request and role."""
    context = PlateContext("plate.p", "sha256:" + "0" * 64, shot.names, [range(COUNT)], {key: "sha256:" + "1" * 64}, [1],
                           parameters=Parameters(foreground=False, **settings))  # fmt: skip
    done = {}
    for request in plan(context):
        if request.capability != "video.matte":
            continue
        files = {"plate": shot.root / "plate.zip"}
        for role, reference in request.inputs.items():
            if role.startswith("key."):
                files[role] = shot.root / f"key{int(role[4:])}.png"
            elif reference.startswith("plan:"):
                of, _, wanted = reference[5:].partition("#")
                files[role] = done[of][wanted]
        scratch = room / request.key
        scratch.mkdir(parents=True)
        done[request.key] = {each.role: each.path for each in carry(Work(request.parameters, 3, files, scratch,
                                                                         lambda share: None))}  # fmt: skip
    return done


def confidences(done):
    rows = {}
    for outputs in done.values():
        rows |= json.loads(outputs["told"].read_text())["frames"]
    return [rows[str(index)]["confidence"] for index in range(COUNT)]


@pytest.mark.parametrize("key", [0, COUNT - 1])
def test_what_is_handed_on_is_nowhere_surer_than_where_it_came_from(shot, tmp_path, monkeypatch, key):
    monkeypatch.setattr(planning, "PIECE", 4)
    done = made(shot, tmp_path, key)
    assert len(done) >= 3
    sure = confidences(done)
    away = sure if key == 0 else sure[::-1]
    for handed in (3, 7) if key == 0 else (4, 8):  # the frames that hand on, counted from the key
        assert all(value <= away[handed] for value in away[handed + 1 :])
    assert away[0] == 1.0 and away[-1] < away[1]


def mattes(path, folder):
    frame_zip.unpack(path, folder, lambda name: True)
    return [np.asarray(Image.open(each)).astype(float) / 255 for each in sorted(folder.iterdir())]


def test_steady_edges_follow_their_neighbours_and_painted_ones_stay(shot, tmp_path):
    rough, calm = (
        mattes(made(shot, tmp_path / name, 4, steady=steady)[f"carry.{start:06d}"]["alpha.1"], tmp_path / f"{name}.out")
        for name, steady, start in (("rough", 0.0, 4), ("calm", 0.7, 4))
    )
    assert np.array_equal(rough[0], calm[0])  # the key
    changed = [np.abs(a - b) for a, b in zip(rough[1:], calm[1:], strict=True)]
    assert any(each.max() > 0.02 for each in changed)
    for before, each in zip(rough[1:], changed, strict=True):
        assert each[(before == 0) | (before == 1)].mean() < 0.002  # only about the edge
    hard = made(shot, tmp_path / "hard", 4, matte="hard")["carry.000004"]["alpha.1"]
    assert all(set(np.unique(each)) <= {0.0, 1.0} for each in mattes(hard, tmp_path / "hard.out"))


def test_an_edge_that_motion_blurs_is_sought_further_out(shot, tmp_path, monkeypatch):
    seen = []
    from secondunit.engines import flow_carry

    def noted(mask, picture, flow=None):
        seen.append(flow)
        return flow_carry_trimap(mask, picture, flow=flow)

    flow_carry_trimap = flow_carry.trimap_of
    monkeypatch.setattr(flow_carry, "trimap_of", noted)
    made(shot, tmp_path, 0, matte="knn")
    assert len(seen) == COUNT and all(flow.shape == (*SIZE, 2) for flow in seen)
    assert max(float(np.abs(flow).max()) for flow in seen) > 1


def test_the_plan_hands_on_what_was_told_beside_the_mask():
    context = PlateContext("plate.p", "sha256:" + "0" * 64, [str(n) for n in range(500)], [range(500)],
                           {0: "sha256:" + "1" * 64}, [1])  # fmt: skip
    asked: dict[str, Request] = {request.key: request for request in plan(context)}
    assert asked["carry.000200"].inputs["before"] == "plan:carry.000000#told"
    assert "before" not in asked["carry.000000"].inputs and asked["carry.000200"].parameters["steady"] == 0.7

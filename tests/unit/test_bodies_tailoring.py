"""Cuts, fronts, locks and folds: what keeps panels of dressed people clean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from secondunit.scene.bodies import build
from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.clothes import skin_faces
from secondunit.scene.bodies.surface import trim
from secondunit.scene.bodies.tailoring import TAILORING
from secondunit.scene.bodies.words import look_of
from secondunit.scene.layout import Figure


def figure(wardrobe: dict[str, str], gender: float = 0.0, age: float = 0.7, **other: Any) -> Figure:
    return Figure(
        name="mara", label="", body={"gender": gender, "age": age}, wardrobe=wardrobe, pose="stand",
        position=(0.0, 0.0, 0.0), **other,
    )  # fmt: skip


def meshes(wardrobe: dict[str, str], **other: Any) -> dict[str, Any]:
    return {m.name: m for m in build(figure(wardrobe, **other)).meshes}


def test_a_cut_follows_a_bent_field():
    size = 12
    x, y = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    values = np.stack([x.ravel(), y.ravel()], axis=1)
    a = (np.arange(size - 1)[:, None] * size + np.arange(size - 1)).ravel()
    faces = np.concatenate([
        np.stack([a, a + 1, a + size], axis=1), np.stack([a + 1, a + size + 1, a + size], axis=1)])  # fmt: skip
    piece = trim(faces, values, lambda v: 0.7 - np.hypot(v[:, 0], v[:, 1]), (0.2, 0.08))
    points = piece.mix @ values
    radius = np.hypot(points[:, 0], points[:, 1])
    assert radius.max() < 0.7 + 1e-3
    p, q, r = (points[piece.faces[:, k]] for k in range(3))
    u, v = q - p, r - p
    area = (u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) / 2
    assert (area > 0).all()  # nothing flips
    assert abs(area.sum() / (np.pi * 0.49) - 1) < 0.005
    # divided triangles meet without cracks: every inner edge has two sides
    edges = np.sort(np.concatenate([piece.faces[:, [0, 1]], piece.faces[:, [1, 2]], piece.faces[:, [2, 0]]]), axis=1)
    unique, counts = np.unique(edges, axis=0, return_counts=True)
    assert counts.max() == 2
    assert radius[unique[counts == 1]].min() > 0.68


@pytest.mark.parametrize("kind", sorted(k for k, parts in TAILORING.items() if parts[0].layer in (1, 3)))
def test_no_garment_hides_the_chin(kind: str):
    asset = load()
    v = asset.template
    lips = v[np.unique(asset.faces[asset.lip > 0])].mean(axis=0)
    head = np.unique(asset.faces_of("head"))
    under = head[(np.abs(v[head, 1]) < 0.02) & (v[head, 0] > lips[0] - 0.05) & (v[head, 2] > lips[2] - 0.06)]
    shown = np.unique(skin_faces((kind,), False, False))
    mouth = np.unique(asset.faces[(asset.lip > 0)])
    inner = np.unique(asset.faces_of("mouth", "tongue"))
    assert np.isin(np.setdiff1d(under, np.concatenate([mouth, inner])), shown).all()


def test_a_blazer_opens_in_a_v_and_is_buttoned():
    found = meshes({"outer": "charcoal blazer", "top": "white shirt"})
    where = build(figure({"outer": "charcoal blazer", "top": "white shirt"})).landmarks
    front = found["outer"].points[found["outer"].points[:, 0] > where["chest"][0]]
    widths = []
    for share in (0.15, 0.45, 0.75):
        z = where["collar"][2] + share * (where["waist"][2] - where["collar"][2])
        row = front[np.abs(front[:, 2] - z) < 0.012]
        widths.append(float(np.abs(row[:, 1] - where["chest"][1]).min()))
    assert widths[0] > widths[1] > widths[2]
    buttons = found["buttons"].points
    assert where["pelvis"][2] < buttons[:, 2].mean() < where["chest"][2]
    assert {"outer_2", "outer_3"} <= set(found)  # lapels, and the collar


def test_jackets_blazers_and_aprons_differ():
    def kind(words: str) -> str:
        return next(g.kind for g in look_of("x", {"gender": 0, "age": 0.7}, {"outer": words}).garments
                    if g.slot == "outer")  # fmt: skip

    assert kind("yellow jacket") == "blouson"
    assert kind("charcoal blazer") == "jacket"
    assert kind("apron") == "apron"


@pytest.mark.parametrize("style", ["grey bob", "long", "short", "curly black hair", "red ponytail", "long red braid"])
def test_hair_has_locks_of_another_tone(style: str):
    found = meshes({"hair": style})
    hair, locks = found["hair"], found["locks"]
    assert abs(hair.tone - locks.tone) > 0.05
    assert len(locks.faces) > 100
    assert "locks" not in meshes({"hair": style}, extra=True)


def test_grey_and_white_hair_is_light_and_a_beard_has_its_own_tone():
    man = {"gender": 1.0, "age": 0.92}
    assert look_of("x", man, {"hair": "grey"}).hair_tone >= 0.6
    look = look_of("x", man, {"hair": "short black", "beard": "white beard"})
    assert look.hair_tone < 0.1 and look.beard_tone > 0.8


def test_age_draws_folds():
    young, older, old = (meshes({}, age=age).get("wrinkles") for age in (0.55, 0.84, 0.92))
    assert young is None
    assert older is not None and old is not None
    assert len(old.faces) > len(older.faces) and old.tone < older.tone
    skin = meshes({}, age=0.92)["skin"].points
    gap = np.linalg.norm(old.points[::7, None] - skin[None], axis=2).min(axis=1)
    assert gap.max() < 0.006

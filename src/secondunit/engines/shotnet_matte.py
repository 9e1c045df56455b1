"""`video.matte` by `shotnet`: what flow carries, mended by the net where it is surer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import as_bytes
from secondunit.departments.roto.propagate import Carried
from secondunit.engines import shotnet_net as nets
from secondunit.engines.api import Output, Work
from secondunit.engines.flow_carry import carry
from secondunit.engines.plate_files import Part
from secondunit.engines.shotnet_lessons import about, resized
from secondunit.engines.shotnet_train import pool

FAINT = 0.1  # a matte below this is nothing that the net should look at


def matte(work: Work) -> list[Output]:
    """Make a stretch as engine `flow` does (same parameters and roles), with the role `weights` besides."""
    net = nets.load(work.inputs["weights"], "mask")
    asked = {int(number) for number in work.parameters["objects"]}
    if not asked <= set(net.facts.objects):
        raise InputError("the weights know other objects than those asked for", hint="learn from the keys anew")

    def mended(part: Part, carried: Iterator[Carried]) -> Iterator[Carried]:
        with nets.steady(work.seed % (1 << 32)):
            for done in carried:
                yield done if done.key or not net.facts.share else mend(net, done, part)

    return carry(work, mended)


def mend(net: nets.ShotNet, done: Carried, part: Part) -> Carried:
    """Return a frame with the net's word weighed in, about the objects; elsewhere nothing changes.

    The confidence stays that of flow: frames are ranked by how hard they were to carry.
    """
    objects = net.facts.objects
    nothing = np.zeros(done.labels.shape, np.float32)
    mattes = np.stack([done.mattes.get(each, nothing) for each in objects], axis=2)
    box = about(mattes.max(axis=2) > FAINT)
    if box is None:
        return done
    picture = resized(np.ascontiguousarray(as_bytes(part[done.number])[box]), net.facts.scale)
    here = np.ascontiguousarray(mattes[box])
    small = cv2.resize(here, picture.shape[1::-1], interpolation=cv2.INTER_AREA).reshape(*picture.shape[:2], -1)
    said = cv2.resize(net.answer(picture, small), here.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    chances = pool(here, said, net.facts.share)
    mattes[box] = chances[..., 1:]
    labels = done.labels.copy()
    labels[box] = np.array([0, *objects], np.uint8)[chances.argmax(axis=2)]
    ranked = np.sort(chances, axis=2)
    sure = np.asarray(cv2.resize(done.certainty, done.labels.shape[::-1], interpolation=cv2.INTER_LINEAR))
    sure[box] = ranked[..., -1] - ranked[..., -2]
    certainty = cv2.resize(sure, done.certainty.shape[::-1], interpolation=cv2.INTER_AREA)
    return replace(
        done, labels=labels, mattes={each: np.ascontiguousarray(mattes[..., at]) for at, each in enumerate(objects)},
        certainty=np.asarray(certainty),
    )  # fmt: skip

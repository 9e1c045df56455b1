"""The checker finds every seeded break of continuity and leaves good cutting alone."""

import math
import random
from collections import Counter

from secondunit.scene import continuity
from secondunit.scene.layout import Camera, Figure, Light, ShotLayout


def person(name, x, y, heading, look=None, pose="stand"):
    return Figure(name, name.upper(), {}, {}, pose, (x, y, 0.0), heading, {}, look)


def cut(shot, figures, position, target, focus, lens=50.0, scene="sc010"):
    return ShotLayout(shot, scene, (), tuple(figures), Camera(position, target, lens), Light(), focus=focus)


def turned(points, angle, at):
    c, s = math.cos(angle), math.sin(angle)
    return [(at[0] + c * x - s * y, at[1] + s * x + c * y, z) for x, y, z in points]


def pair(rng):
    """Two people who look at each other anywhere in the world, and a maker of cameras in their own axes."""
    angle, at, gap = rng.uniform(0, 2 * math.pi), (rng.uniform(-5, 5), rng.uniform(-5, 5)), rng.uniform(1.0, 2.4)

    def world(*points):
        return turned(points, angle, at)

    a, b = world((-gap / 2, 0, 0), (gap / 2, 0, 0))
    heading = math.degrees(angle)
    people = [
        person("mara", a[0], a[1], heading, (b[0], b[1], 1.55)),
        person("tom", b[0], b[1], heading + 180, (a[0], a[1], 1.55)),
    ]
    return people, world, gap


def single(shot, people, world, gap, who, side, far=2.0, off=40.0, lens=50.0):
    """A camera on one face, `off` degrees from its gaze, on a side of the line."""
    k = -1 if who == "mara" else 1
    way = math.radians(off)
    x = k * gap / 2 - k * far * math.cos(way)
    position, target = world((x, side * far * math.sin(way), 1.5), (k * gap / 2, 0, 1.5))
    return cut(shot, people, position, target, (who,), lens)


def good_scene(rng):
    people, world, gap = pair(rng)
    side = rng.choice([1, -1])
    master = cut("s1", people, *world((0, side * 4.5, 1.5), (0, 0, 1.4)), ("mara", "tom"), 35.0)
    return [
        master,
        single("s2", people, world, gap, "mara", side, rng.uniform(1.4, 2.5), rng.uniform(20, 60)),
        single("s3", people, world, gap, "tom", side, rng.uniform(1.4, 2.5), rng.uniform(20, 60)),
        single("s4", people, world, gap, "mara", side, 1.0, rng.uniform(20, 50), 85.0),
        single("s5", people, world, gap, "tom", side, 1.0, rng.uniform(20, 50), 85.0),
    ]


def test_fifty_seeded_violations_are_found():
    rng = random.Random(7)
    found, wanted = Counter(), Counter()
    for n in range(50):
        rule = ("180", "30", "eyeline", "direction")[n % 4]
        people, world, gap = pair(rng)
        side = rng.choice([1, -1])
        if rule == "180":
            cuts = good_scene(rng)[:1]
            people, world, gap = pair(rng)
            cuts = [
                cut("s1", people, *world((0, side * 4, 1.5), (0, 0, 1.4)), ("mara", "tom"), 35.0),
                cut("s2", people, *world((rng.uniform(-1, 1), -side * 2.6, 1.5), (0, 0, 1.4)), ("mara", "tom"), 50.0),
            ]
        elif rule == "30":
            off = rng.uniform(25, 45)
            cuts = [
                single("s1", people, world, gap, "mara", side, 2.0, off),
                single(
                    "s2", people, world, gap, "mara", side, 2.0 * rng.uniform(0.85, 1.15), off + rng.uniform(-20, 20)
                ),
            ]
        elif rule == "eyeline":
            cuts = [
                single("s1", people, world, gap, "mara", side, 1.8, rng.uniform(25, 60)),
                single("s2", people, world, gap, "tom", -side, 1.8, rng.uniform(25, 60)),
            ]
        else:
            heading = rng.uniform(0, 360)
            way = math.radians(heading)
            runner = [person("mara", 0, 0, heading, None, "run")]
            across = (-math.sin(way) * side, math.cos(way) * side)
            cuts = [
                cut(f"s{k}", runner, (sign * across[0] * 5, sign * across[1] * 5, 1.5), (0, 0, 1.2), ("mara",), lens)
                for k, sign, lens in ((1, 1, 35.0), (2, -1, 60.0))
            ]
        wanted[rule] += 1
        hits = continuity.check(cuts)
        found[rule] += any(h.rule == rule and h.after == "s2" and h.why for h in hits)
    assert found == wanted and sum(found.values()) == 50


def test_good_cutting_raises_no_alarm():
    rng = random.Random(11)
    cuts = alarms = 0
    for _ in range(60):
        scene = good_scene(rng)
        cuts += len(scene)
        alarms += len(continuity.check(scene))
    assert cuts == 300 and alarms <= 0.02 * cuts


def test_scenes_neutral_shots_and_new_positions_reset_the_line():
    rng = random.Random(3)
    people, world, _ = pair(rng)
    one = cut("a1", people, *world((0, 3, 1.5), (0, 0, 1.4)), ("mara", "tom"), 35.0)
    other = cut("b1", people, *world((0, -3, 1.5), (0, 0, 1.4)), ("mara", "tom"), 60.0, scene="sc020")
    assert continuity.check([one, other]) == []
    above = cut("a2", people, *world((0, -0.2, 6.0), (0, 0, 0.0)), ("mara", "tom"), 35.0)
    assert continuity.check([one, above]) == []
    on_line = cut("a2", people, *world((6, -0.3, 1.5), (0, 0, 1.4)), ("mara", "tom"), 60.0)
    assert continuity.check([one, on_line]) == []
    swapped = [person("mara", *world((0, 1.5, 0))[0][:2], 0.0, (*people[1].position[:2], 1.5)), people[1]]
    crossing = cut("a2", swapped, *world((0.5, -3, 1.5), (0, 0, 1.4)), ("mara", "tom"), 60.0)
    assert [v.rule for v in continuity.check([one, crossing])] == []


def test_the_reason_names_people_and_shots():
    people, world, _ = pair(random.Random(1))
    bad = [
        cut("s1", people, *world((0, 3, 1.5), (0, 0, 1.4)), ("mara", "tom"), 35.0),
        cut("s2", people, *world((0, -3, 1.5), (0, 0, 1.4)), ("mara", "tom"), 50.0),
    ]
    found = continuity.check(bad)[0]
    assert (found.rule, found.before, found.after) == ("180", "s1", "s2") and "mara" in found.why and "tom" in found.why

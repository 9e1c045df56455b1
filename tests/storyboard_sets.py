"""Small sets for storyboard tests: a kitchen and an open ground, built from kit pieces without the set planner."""

from secondunit.scene.layout import Light, Mark, Placement, SetPlan


def kitchen(location="mara's_kitchen"):
    return SetPlan(
        location,
        "room",
        True,
        (
            Placement("room", "room", params={"length": 5.0, "width": 4.2, "height": 2.6}),
            Placement("table", "table", (0.0, 0.0, 0.0), 0.0),
            Placement("chair", "chair_a", (-0.85, 0.0, 0.0), 0.0),
            Placement("chair", "chair_b", (0.85, 0.0, 0.0), 180.0),
            Placement("cabinet", "cabinet", (0.6, 1.8, 0.0), -90.0),
        ),
        (
            Mark("chair_a", (-0.85, 0.0, 0.0), 0.0, "sit", 0.45, "chair_a"),
            Mark("chair_b", (0.85, 0.0, 0.0), 180.0, "sit", 0.45, "chair_b"),
            Mark("floor_1", (-0.8, -1.2, 0.0), 0.0),
            Mark("floor_2", (0.5, -1.2, 0.0), 180.0),
            Mark("door", (-2.0, 1.2, 0.0), 0.0),
            Mark("floor_3", (1.8, 0.9, 0.0), 200.0),
        ),
        ((-2.4, -2.0, 0.0), (2.4, 2.0, 2.5)),
        Light("interior"),
        "table",
        {"table": "table"},
    )


def ground(location="pier"):
    return SetPlan(
        location,
        "landscape",
        False,
        (Placement("ground", "ground"), Placement("rock", "rock", (6.0, 4.0, 0.0))),
        (
            Mark("spot_1", (0.0, 0.0, 0.0), 0.0),
            Mark("spot_2", (1.3, 0.0, 0.0), 180.0),
            Mark("spot_3", (0.4, 1.6, 0.0), 250.0),
        ),
        ((-12.0, -12.0, 0.0), (12.0, 12.0, 30.0)),
        Light("day"),
        "rock",
        {"rock": "rock"},
    )

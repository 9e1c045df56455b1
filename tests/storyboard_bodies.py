"""A rough body for camera tests that need no asset: landmarks by stature, pose and heading."""

import math

ADULT = {
    "head_top": 1.0,
    "eyes": 0.935,
    "chin": 0.87,
    "collar": 0.82,
    "chest": 0.73,
    "waist": 0.61,
    "pelvis": 0.53,
    "mid_thigh": 0.38,
    "knee": 0.28,
    "feet": 0.0,
}


def marks(x=0.0, y=0.0, heading=0.0, stature=1.72, pose="stand", seat=0.45, floor=0.0):
    c, s = math.cos(math.radians(heading)), math.sin(math.radians(heading))

    def at(forward, side, z):
        return (x + c * forward - s * side, y + s * forward + c * side, floor + z)

    z = {k: v * stature for k, v in ADULT.items()}
    if pose == "sit":
        drop = z["pelvis"] - seat - 0.08
        out = {k: at(0.0, 0.0, z[k] - drop) for k in ("head_top", "chin", "collar", "chest", "waist", "pelvis")}
        out["eyes"] = at(0.1, 0.0, z["eyes"] - drop)
        out["mid_thigh"], out["knee"] = at(0.22, 0.0, seat + 0.08), at(0.45, 0.0, seat + 0.05)
        out["feet"] = at(0.45, 0.0, 0.0)
    elif pose == "lie":
        out = {k: at(0.9 - (stature - v), 0.0, 0.15) for k, v in z.items()}
        out["eyes"] = at(0.9 - (stature - z["eyes"]), 0.0, 0.22)
    else:
        out = {k: at(0.0, 0.0, v) for k, v in z.items()}
        out["eyes"] = at(0.1, 0.0, z["eyes"])
    out["hand_l"], out["hand_r"] = at(0.1, 0.3, z["mid_thigh"]), at(0.1, -0.3, z["mid_thigh"])
    return out

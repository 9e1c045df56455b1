"""From labels on a few frames (keys) to labels, soft mattes and confidence on all: learns only from the shot itself.

The shot is walked in stretches (`carry.py`). Flow carries places between frames and shows what moves by itself
(`ways.py`, `motion.py`); a small net trained on each key knows how looks, motion and places bear labels (`model.py`);
both are weighed for each frame (`solve.py`) and refined at full size (`refine.py`). Ropes and rims are followed as
lines (`strands`). Keys of a few strokes are completed first (`strokes.py`). `advice.py` says which frame to fix next
and what a new key changes.
"""

from secondunit.departments.roto.propagate.advice import affected, next_frame_to_fix
from secondunit.departments.roto.propagate.run import Carried, hypotheses, propagate
from secondunit.departments.roto.propagate.shot import UNKNOWN, Frames, Settings

__all__ = ["UNKNOWN", "Carried", "Frames", "Settings", "affected", "hypotheses", "next_frame_to_fix", "propagate"]

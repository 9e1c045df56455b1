"""Engine `shotnet`: a small net that learns one shot from its own keys, and mattes or painting by it.

It has no weights from elsewhere. Needs PyTorch (the extra `learn`), which is loaded when a recipe is made.
"""

from __future__ import annotations

from importlib.util import find_spec

from secondunit.core.errors import InputError, NoCapableEngine, Unavailable
from secondunit.engines.api import Output, Work


class ShotLearner:
    """Capabilities `video.learn`, `video.matte`, `paint.learn` and `video.paint`; all take the role `plate`."""

    def make(self, capability: str, work: Work) -> list[Output]:
        """Make one recipe; InputError for what does not fit together, Unavailable without PyTorch."""
        if capability not in ("video.learn", "video.matte", "paint.learn", "video.paint"):
            raise NoCapableEngine(f"shotnet does not offer {capability}",
                                  hint="it offers video.learn, video.matte, paint.learn and video.paint")  # fmt: skip
        if "plate" not in work.inputs:
            raise InputError(f"{capability} needs a plate", hint="give the input role `plate`")
        if find_spec("torch") is None:
            raise Unavailable("the shot learner needs PyTorch", hint="install it: pip install 'secondunit[learn]'")
        if capability.endswith(".learn"):
            from secondunit.engines.shotnet_learn import learn

            return learn(work, "mask" if capability == "video.learn" else "image")
        if "weights" not in work.inputs:
            raise InputError(f"shotnet makes {capability} only with what it learned before",
                             hint="for mattes set learner=shotnet; else give the input role `weights`")  # fmt: skip
        if capability == "video.matte":
            from secondunit.engines.shotnet_matte import matte

            return matte(work)
        from secondunit.engines.shotnet_paint import paint

        return paint(work)

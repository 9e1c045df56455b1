"""Engine `ink`: a stage becomes a storyboard board and its passes."""

from __future__ import annotations

from collections.abc import Mapping

from secondunit.core.errors import InputError, NoCapableEngine
from secondunit.engines.api import Output, Work
from secondunit.scene.ink import InkStyle, render
from secondunit.scene.overlay import with_overlay
from secondunit.scene.passes import write_passes, write_png
from secondunit.scene.stage import read_stage


class Ink:
    """Capability `scene.render`: role `stage` to panel, depth, normal, id, edges; clean too when overlays are on.

    Parameters: width and height (default: the stage's own), style (see scene.ink.InkStyle; `overlays` in it or
    beside it). The recipe's seed is the hand that draws.
    """

    def make(self, capability: str, work: Work) -> list[Output]:
        """Draw the board; raise InputError for a stage or style that is wrong."""
        if capability != "scene.render":
            raise NoCapableEngine(f"ink does not offer {capability}", hint="it offers scene.render")
        if "stage" not in work.inputs:
            raise InputError("a render needs a stage", hint="give the input role `stage`")
        stage = read_stage(work.inputs["stage"])
        work.progress(0.1)
        asked = work.parameters.get("style") or {}
        if not isinstance(asked, Mapping):
            raise InputError("style must be an object", hint="for example {\"hatching\": true}")
        words: dict[str, object] = {"seed": work.seed, **asked}
        for key, default in (("width", stage.width), ("height", stage.height)):
            words[key] = work.parameters.get(key, words.get(key, default))
        if "overlays" in work.parameters:
            words["overlays"] = work.parameters["overlays"]
        style = InkStyle.from_json(words)
        passes = render(stage, style)
        work.progress(0.7)
        panel = work.scratch / "panel.png"
        outputs = [Output("panel", panel, "image/png")]
        if style.overlays:
            clean = work.scratch / "clean.png"
            write_png(clean, passes.panel)
            write_png(panel, with_overlay(stage, passes))
            outputs.append(Output("clean", clean, "image/png"))
        else:
            write_png(panel, passes.panel)
        outputs += [Output(role, path, "image/x-exr") for role, path in write_passes(passes, work.scratch).items()]
        work.progress(1.0)
        return outputs

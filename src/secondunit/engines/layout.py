"""Engine `layout`: a shot's layout becomes one OpenUSD stage."""

from __future__ import annotations

from secondunit.core.errors import NoCapableEngine
from secondunit.engines.api import Output, Work
from secondunit.scene.layout_json import from_json
from secondunit.scene.stage import build_stage


class Layout:
    """Capability `scene.build`: parameter `layout` (see scene.layout_json) to role `stage`."""

    def make(self, capability: str, work: Work) -> list[Output]:
        """Write the stage; raise InputError for a layout that is wrong."""
        if capability != "scene.build":
            raise NoCapableEngine(f"layout does not offer {capability}", hint="it offers scene.build")
        layout = from_json(work.parameters.get("layout"))
        path = work.scratch / "stage.usdc"
        build_stage(layout, path)
        work.progress(1.0)
        return [Output("stage", path, "model/vnd.usd")]

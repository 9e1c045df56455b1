"""The editorial plan: from shots and their panels to boards, contact sheets, timeline, animatic and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secondunit.core.board import BoardItem, check_items
from secondunit.core.errors import InputError
from secondunit.core.recipe import Facts, Request

ENTITY, TASK = "production", "editorial"

# request key -> (step, capability, option names that it takes)
PRODUCTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "boards": ("editorial.boards", "document.boards", ("page", "boards", "draft", "note")),
    "contact_sheet": ("editorial.contact_sheet", "image.contact_sheet", ("columns", "rows")),
    "timeline": ("editorial.timeline", "timeline.otio", ("media", "start")),
    "animatic": ("editorial.animatic", "video.animatic", ("size", "burn_in", "subtitles", "moves", "start")),
    "report": ("editorial.report", "document.report", ("facts",)),
}


def plan_editorial(
    items: Sequence[BoardItem], panels: Mapping[str, str], title: str, options: Mapping[str, Any]
) -> list[Request]:
    """Return one request for each product.

    `panels` maps shot ids to input references (`sha256:...`, `recipe:...#panel` or `plan:...#panel`); a shot
    without one gets a slate. Options: `fps` (24), `products` (all), and those named in `PRODUCTS`; `media`
    defaults to `panels/<shot>.png`. Raises InputError for no shots, no panels or an unknown option.
    """
    check_items(items)
    if not any(item.shot in panels for item in items):
        raise InputError("there is no panel to print", hint="make panels first: secondunit run storyboard")
    known = {"fps", "products"} | {name for _, _, names in PRODUCTS.values() for name in names}
    if strange := sorted(set(options) - known):
        raise InputError(f"unknown editorial option {strange[0]!r}", hint=f"one of {', '.join(sorted(known))}")
    wanted = tuple(options.get("products", PRODUCTS))
    if missing := [name for name in wanted if name not in PRODUCTS]:
        raise InputError(f"unknown product {missing[0]!r}", hint=f"one of {', '.join(PRODUCTS)}")

    inputs = {(item.panel or f"panel.{item.shot}"): panels[item.shot] for item in items if item.shot in panels}
    shots = [{**item.to_json(), "panel": item.panel or f"panel.{item.shot}"} for item in items]
    media = {item.shot: f"panels/{item.shot}.png" for item in items if item.shot in panels}
    defaults: dict[str, Any] = {"media": media}
    requests: list[Request] = []
    for name in wanted:
        step, capability, names = PRODUCTS[name]
        chosen = {key: options.get(key, defaults.get(key)) for key in names if key in options or key in defaults}
        requests.append(
            Request(
                key=f"editorial.{name}",
                step=step,
                capability=capability,
                parameters={"items": shots, "title": title, "fps": options.get("fps", 24), **chosen},
                inputs={} if name == "timeline" else inputs,
                entity=ENTITY,
                task=TASK,
                seed=0,
                offer=False,  # assembled from takes that people review one by one
                facts=Facts(purpose="ideation", task_type=TASK),
            )
        )
    return requests

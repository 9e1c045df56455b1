"""What the script department asks of engines: a language model's second look at each scene, where one is configured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondunit.core.recipe import Facts, Request
from secondunit.core.script import Scene
from secondunit.departments.script.reading import Reading
from secondunit.departments.script.tagging import model

TASK, STEP, CAPABILITY, ROLE = "breakdown", "breakdown.propose", "text.complete", "answer"
SYSTEM = "You are a careful first assistant director. You answer with JSON only."
MOST_TOKENS = 1500


def plan(reading: Reading, scenes: Sequence[Scene], name: str) -> Iterator[Request]:
    """Yield a request a scene to the model called `name`. Nothing in them changes unless scene or tags do."""
    elements = reading.script.elements
    for scene in scenes:
        prompt = model.prompt(scene, [elements[at] for at in scene.elements], reading.tags)
        yield Request(
            key=f"breakdown.{scene.id}", step=STEP, capability=CAPABILITY,
            parameters={"model": name, "system": SYSTEM, "prompt": prompt, "max_tokens": MOST_TOKENS},
            entity=scene.id, task=TASK, seed=0, offer=False,  # proposals are accepted one by one
            facts=Facts(purpose="ideation", task_type=TASK, input_flags=("confidential",),
                        extra={"script_text": False}),  # it reads the script and proposes tags; it writes no line of it
        )  # fmt: skip

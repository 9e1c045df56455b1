"""Running time from pages: a page is about a minute, talk a little less and action a little more.

That a page is a minute holds over many scripts (a study of 761, without title page and credits) and not film by film.
How far talk and action part, and how much films spread, are assumptions of this model; they stand here by name and in
the model's sentence, which goes into every report.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from secondunit.core.pacing import Runtime
from secondunit.core.pages import Pages
from secondunit.departments.script.pacing.reading import Reading

TALK_PAGE = 54.0  # seconds
ACTION_PAGE = 66.0
FASTEST = 200 / 60  # words a second; nothing is spoken faster for long
FILM_SPREAD = 0.12  # one standard deviation between films, as a share
PAGE_SPREAD = 25.0  # seconds, one standard deviation between pages
_80 = 1.2816  # normal quantile of 90 %
MODEL = (
    f"a page of talk plays {TALK_PAGE:.0f} s and a page of action {ACTION_PAGE:.0f} s (a minute a page on average, as "
    f"over 761 produced scripts), no speech faster than {FASTEST * 60:.0f} words a minute; 80 % interval from an "
    f"assumed spread of {FILM_SPREAD:.0%} between films and {PAGE_SPREAD:.0f} s between pages; credits not included"
)


def pages_of(pages: Pages) -> float:
    """Return the length of the body in pages, the last one as far as it is filled."""
    if not pages.pages:
        return 0.0
    heights = [max((line.row for line in page.lines), default=-1.0) + 1 for page in pages.pages]
    full = max(max(heights), 54.0) if len(heights) == 1 else max(heights[:-1])
    return len(heights) - 1 + min(1.0, heights[-1] / full) if full else 0.0


def seconds_of(reading: Reading, scale: float) -> float:
    """Return the screen time of a scene; `scale` is pages over the sum of all scene lengths, which are rounded up."""
    lines = reading.talk_lines + reading.told_lines
    share = reading.talk_lines / lines if lines else 0.0
    page = TALK_PAGE * share + ACTION_PAGE * (1 - share)
    return round(max(page * scale * reading.scene.eighths / 8, reading.words / FASTEST), 1)


def runtime_of(seconds: Sequence[float], pages: float, wanted: int) -> Runtime:
    """Return the estimate for scenes of these lengths, and its interval."""
    minutes = sum(seconds) / 60
    spread = math.hypot(FILM_SPREAD * minutes, PAGE_SPREAD / 60 * math.sqrt(max(pages, 0.0)))
    low, high = max(0.0, minutes - _80 * spread), minutes + _80 * spread
    return Runtime(round(minutes, 1), round(low, 1), round(high, 1), max(0, wanted), round(pages, 2), MODEL)

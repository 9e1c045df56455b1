"""The pacing of a script as pictures to print: rhythm, curves, characters and voices, as PNG or SVG.

A4 landscape in width, made with matplotlib, whose text is read as plain text (no mathematics). The bytes depend on the
arguments and the version of matplotlib alone: no dates, fixed ids.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError, UsageError
from secondunit.core.pacing import Pacing, ScenePace
from secondunit.core.pages import eighths_text
from secondunit.formats import typeset
from secondunit.formats.pacing_colours import FAINT, INK, LEGEND, MOOD, SILENT, SPEAKS, TENSION, colour_of, step

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PLOTS = ("rhythm", "curves", "characters", "voices")
WIDE, DPI, MOST_ROWS = 11.7, 160, 28
_NAME = 26  # characters of a name that are shown
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "secondunit", "svg.fonttype": "path", "text.parse_math": False, "font.size": 8.5,
    "font.family": ["DejaVu Sans", "Droid Sans Fallback", "NanumSquare"], "axes.spines.top": False,
    "axes.spines.right": False, "axes.edgecolor": FAINT, "axes.labelcolor": INK, "text.color": INK,
    "xtick.color": INK, "ytick.color": INK, "xtick.major.size": 2.5, "ytick.major.size": 2.5, "axes.linewidth": 0.7,
}  # fmt: skip
_FONTS = ("DejaVuSans.ttf", "DroidSansFallbackFull.ttf", "NanumSquareR.ttf")


def write(pacing: Pacing, name: str, path: str | Path, *, title: str) -> None:
    """Write one of `PLOTS` to `path`, as PNG or SVG by its suffix.

    Raises UsageError for another name, InputError for another suffix or a file that cannot be written.
    """
    path = Path(path)
    if name not in _DRAW:
        raise UsageError(f"there is no plot {name!r}", hint=f"plots are {', '.join(PLOTS)}")
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise InputError(f"plots are written as .png or .svg, not {path.suffix or 'without a suffix'}",
                         hint="change the file's suffix")  # fmt: skip
    import matplotlib
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    for font in _FONTS:
        font_manager.fontManager.addfont(str(typeset.FOLDER / font))
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(WIDE, 4.6), dpi=DPI)
        heading = " ".join(typeset.clean(title).split()) or "Untitled"
        if pacing.scenes:
            _DRAW[name](figure, pacing)
        else:
            figure.text(0.5, 0.5, "No scenes to show", ha="center", color=FAINT)
        high = figure.get_figheight()
        figure.text(0.06, 1 - 0.26 / high, _short(heading, 80), fontsize=13, va="center")
        figure.text(0.97, 1 - 0.26 / high, _TITLES[name], ha="right", color="#555555", va="center")
        metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
        try:
            figure.savefig(path, format=kind, facecolor="white", metadata=metadata)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}",
                             hint="check folder and disk") from error  # fmt: skip


def _rhythm(figure: Figure, pacing: Pacing) -> None:
    scenes = pacing.scenes
    axes = _axes(figure, bottom=0.17, top=0.80)
    lengths = [scene.eighths / 8 for scene in scenes]
    width = 0.86 if len(scenes) < 80 else 1.0
    axes.bar(range(len(scenes)), lengths, width, color=[colour_of(scene) for scene in scenes],
             edgecolor="#555555" if len(scenes) < 80 else "none", linewidth=0.35)  # fmt: skip
    median = pacing.facts.get("scene length median", 0.0)
    axes.axhline(median, color=INK, linewidth=0.7, linestyle=(0, (4, 3)))
    axes.annotate(
        f"median {eighths_text(round(median * 8))}", (1.0, median), xycoords=("axes fraction", "data"),
        xytext=(3, 0), textcoords="offset points", va="center", fontsize=7.5,
    )  # fmt: skip
    axes.set_xlim(-0.7, len(scenes) - 0.3)
    every = step(len(scenes), 46)
    marks = [at for at in range(len(scenes)) if at % every == 0]
    axes.set_xticks(marks, [_short(scenes[at].number, 6) for at in marks], fontsize=7.5)
    axes.set_xlabel("scene")
    axes.set_ylabel("length in pages")
    size = next((each for each in (0.25, 0.5, 1, 2, 5, 10) if max(lengths) / each <= 8), 20)
    marks_up = [at * size for at in range(int(max(lengths) / size) + 2)]
    axes.set_yticks(marks_up, [eighths_text(round(at * 8)) for at in marks_up])
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    _page_marks(axes, scenes)
    used = {colour_of(scene) for scene in scenes}
    _legend(figure, [(label, colour) for label, colour in LEGEND if colour in used], 0.885)


def _page_marks(axes: Axes, scenes: tuple[ScenePace, ...]) -> None:
    """Mark along the top where pages begin: under the first scene that starts on or after a round page."""
    every = step(scenes[-1].page, 24)
    last = 0
    for at, scene in enumerate(scenes):
        mark = scene.page // every * every
        if mark > last:
            last = mark
            axes.annotate(f"p. {scene.label}", (at - 0.5, 1.0), xycoords=("data", "axes fraction"), fontsize=7,
                          color="#666666", xytext=(1, 2), textcoords="offset points", ha="left")  # fmt: skip
            axes.axvline(at - 0.5, color="#cfcfcf", linewidth=0.5, zorder=0)


def _curves(figure: Figure, pacing: Pacing) -> None:
    figure.set_figheight(6.6)
    pages = max(pacing.runtime.pages, 0.01)
    scenes = pacing.scenes
    acts = figure.add_axes((0.075, 0.80, 0.895, 0.075))
    tension = figure.add_axes((0.075, 0.43, 0.895, 0.28), sharex=acts)
    mood = figure.add_axes((0.075, 0.115, 0.895, 0.26), sharex=acts)
    _acts(acts, pacing, pages)
    middles = [(scene.start + scene.end) / 2 * pages for scene in scenes]
    values = [scene.tension for scene in scenes]
    tension.fill_between([0, *middles, pages], [values[0], *values, values[-1]], color=TENSION, alpha=0.16, linewidth=0)
    tension.plot([0, *middles, pages], [values[0], *values, values[-1]], color=TENSION, linewidth=1.6)
    tension.set_ylim(0, 1.0)
    tension.set_yticks([0, 0.5, 1], ["low", "middle", "high"])
    tension.set_ylabel("tension")
    _mood(mood, pacing, middles, pages)
    for axes, foot in ((tension, 0.0), (mood, 0.085)):
        for point in pacing.turning:
            axes.axvline(point.position * pages, foot, color=INK, linewidth=0.7, linestyle=(0, (2, 2)))
    by_id = {scene.id: scene for scene in scenes}
    for point in pacing.turning:
        side = "right" if point.position > 0.93 else "left" if point.position < 0.07 else "center"
        tension.annotate(f"{point.kind}\nscene {_short(by_id[point.scene].number, 6)}, p. {by_id[point.scene].label}",
                         (point.position * pages, 1.0), xytext=(0, 3), textcoords="offset points", ha=side,
                         fontsize=7.5)  # fmt: skip
    tension.tick_params(labelbottom=False)
    acts.set_xlim(0, pages)
    every = step(int(pages) + 1, 26)
    marks = range(0, int(pages) + 1, every)
    mood.set_xticks(list(marks), [str(at + 1) for at in marks])
    mood.set_xlabel("page")
    _scene_ticks(mood, scenes, pages)


def _mood(axes: Axes, pacing: Pacing, middles: list[float], pages: float) -> None:
    axes.axhline(0, color=FAINT, linewidth=0.7)
    axes.set_ylabel("mood")
    if not pacing.arc.read:
        axes.set_yticks([])
        axes.text(0.5, 0.55, "mood is read in English only", transform=axes.transAxes, ha="center", color="#666666")
        return
    values = [scene.valence for scene in pacing.scenes]
    axes.plot(middles, values, "o", color=MOOD, alpha=0.6, markersize=3.4, markeredgewidth=0)
    points = pacing.arc.points
    axes.plot([at * pages / (len(points) - 1) for at in range(len(points))], points, color=MOOD, linewidth=1.8)
    most = max(0.3, *(abs(value) for value in (*values, *points))) * 1.1
    axes.set_ylim(-most, most)
    axes.set_yticks([-most * 0.85, 0, most * 0.85], ["dark", "even", "bright"])
    if pacing.arc.shape:
        axes.text(
            0.997, 0.97, f"nearest shape: {pacing.arc.shape} ({pacing.arc.correlation:.2f})", ha="right", va="top",
            transform=axes.transAxes, fontsize=7.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip


def _acts(axes: Axes, pacing: Pacing, pages: float) -> None:
    """Draw the acts of each template as rows of bands."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    shades = ("#e9e9e9", "#d6d6d6")
    for row, structure in enumerate(pacing.structures):
        for at, (name, start, end) in enumerate(structure.acts):
            axes.barh(-row, (end - start) * pages, 0.86, start * pages, color=shades[at % 2])
            axes.text((start + end) / 2 * pages, -row, name, ha="center", va="center", fontsize=7)
    axes.set_ylim(-len(pacing.structures) + 0.4, 0.6)
    axes.set_yticks([-at for at in range(len(pacing.structures))], [s.name for s in pacing.structures], fontsize=7)
    axes.tick_params(length=0, labelbottom=False)


def _scene_ticks(axes: Axes, scenes: tuple[ScenePace, ...], pages: float) -> None:
    """Write scene numbers along the inner foot of a panel, as many as fit."""
    last = -1.0
    for scene in scenes:
        at = (scene.start + scene.end) / 2
        axes.axvline(scene.start * pages, 0, 0.03, color=FAINT, linewidth=0.5)
        if at - last > 0.02:
            axes.annotate(_short(scene.number, 5), (at * pages, 0.0), xycoords=("data", "axes fraction"), fontsize=6.5,
                          color="#666666", xytext=(0, 3), textcoords="offset points", ha="center")  # fmt: skip
            last = at


def _characters(figure: Figure, pacing: Pacing) -> None:
    voices = [voice for voice in pacing.voices if voice.scenes][:MOST_ROWS]
    figure.set_figheight(1.5 + 0.24 * max(6, len(voices)))
    high = figure.get_figheight()
    axes = figure.add_axes((0.19, 0.62 / high, 0.665, 1 - 1.42 / high))
    scenes = pacing.scenes
    for row, voice in enumerate(voices):
        there = set(voice.scenes)
        axes.axhline(row, color="#e2e2e2", linewidth=0.6, zorder=0)
        for speaks in (False, True):
            spans = [(s.start, s.end - s.start) for s in scenes
                     if s.id in there and (voice.character in s.speakers) is speaks]  # fmt: skip
            axes.broken_barh(spans, (row - 0.36, 0.72), facecolors=SPEAKS if speaks else SILENT, edgecolor="white",
                             linewidth=0.4 if len(scenes) < 80 else 0.0)  # fmt: skip
        axes.annotate(
            f"{voice.words:,} words · {len(voice.scenes)} sc.", (1.0, row), xycoords=("axes fraction", "data"),
            xytext=(5, 0), textcoords="offset points", va="center", fontsize=7.5,
        )  # fmt: skip
    axes.set_ylim(len(voices) - 0.4, -0.6)
    axes.set_yticks(range(len(voices)), [_short(voice.name, _NAME) for voice in voices])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1)
    axes.spines["left"].set_visible(False)
    ticks, last = [], -1.0
    for scene in scenes:
        at = (scene.start + scene.end) / 2
        if at - last > 0.028:
            ticks.append((at, _short(scene.number, 5)))
            last = at
    axes.set_xticks([at for at, _ in ticks], [label for _, label in ticks], fontsize=7)
    axes.set_xlabel("scene, as wide as it is long")
    top, pages = axes.secondary_xaxis("top"), max(pacing.runtime.pages, 0.01)
    every = step(int(pages) + 1, 16)
    marks = list(range(0, int(pages) + 1, every))
    top.set_xticks([at / pages for at in marks], [f"p. {at + 1}" for at in marks], fontsize=7, color="#666666")
    top.spines["top"].set_visible(False)
    _legend(figure, [("speaks", SPEAKS), ("there, silent", SILENT)], 1 - 0.5 / high)
    more = sum(bool(voice.scenes) for voice in pacing.voices) - len(voices)
    if more:
        figure.text(0.97, 0.1 / high, f"and {more} more", ha="right", fontsize=7.5, color="#666666")


def _voices(figure: Figure, pacing: Pacing) -> None:
    voices = [voice for voice in pacing.voices if voice.words][:16]
    figure.set_figheight(1.3 + 0.28 * max(5, len(voices)))
    high = figure.get_figheight()
    if not voices:
        figure.text(0.5, 0.5, "Nobody speaks", ha="center", color=FAINT)
        return
    rows = range(len(voices))
    share = figure.add_axes((0.19, 0.55 / high, 0.36, 1 - 1.15 / high))
    screen = figure.add_axes((0.62, 0.55 / high, 0.31, 1 - 1.15 / high), sharey=share)
    share.barh(rows, [voice.share * 100 for voice in voices], 0.62, color=SPEAKS)
    screen.barh(rows, [voice.seconds / 60 for voice in voices], 0.62, color=TENSION)
    for row, voice in enumerate(voices):
        share.annotate(f"{voice.share:.0%}", (voice.share * 100, row), xytext=(3, 0), textcoords="offset points",
                       va="center", fontsize=7.5)  # fmt: skip
        screen.annotate(f"{voice.seconds / 60:.1f}", (voice.seconds / 60, row), xytext=(3, 0),
                        textcoords="offset points", va="center", fontsize=7.5)  # fmt: skip
    share.set_yticks(rows, [_short(voice.name, _NAME) for voice in voices])
    share.set_ylim(len(voices) - 0.4, -0.6)
    share.set_xlabel("share of all spoken words, %")
    screen.set_xlabel("estimated screen time, minutes")
    screen.tick_params(labelleft=False)
    for axes in (share, screen):
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.14)
    more = sum(voice.words > 0 for voice in pacing.voices) - len(voices)
    if more:
        figure.text(0.97, 0.1 / high, f"and {more} more", ha="right", fontsize=7.5, color="#666666")


def _axes(figure: Figure, *, bottom: float, top: float) -> Axes:
    return figure.add_axes((0.06, bottom, 0.86, top - bottom))


def _legend(figure: Figure, entries: list[tuple[str, str]], y: float) -> None:
    from matplotlib.patches import Patch

    figure.legend(
        handles=[Patch(facecolor=colour, edgecolor="#555", linewidth=0.35, label=label) for label, colour in entries],
        loc="center right", bbox_to_anchor=(0.975, y), ncols=len(entries), frameon=False, fontsize=7.5,
        handlelength=1.1, handleheight=0.9, columnspacing=1.4,
    )  # fmt: skip


def _short(text: str, most: int) -> str:
    clean = " ".join(typeset.clean(text).split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


_TITLES = {
    "rhythm": "page rhythm: length of each scene", "curves": "tension, mood and turning points",
    "characters": "who is in which scene", "voices": "speaking share and screen time",
}  # fmt: skip
_DRAW: dict[str, Callable[[Any, Pacing], None]] = {
    "rhythm": _rhythm, "curves": _curves, "characters": _characters, "voices": _voices,
}  # fmt: skip

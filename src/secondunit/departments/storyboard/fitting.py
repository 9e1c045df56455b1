"""Brings a shot list to the number of shots that a person asked for."""

from __future__ import annotations

from secondunit.core.errors import InputError
from secondunit.core.script import Scene, Script
from secondunit.core.shots import Cover, Setup, Size
from secondunit.departments.storyboard.draft import Draft, join, tighter
from secondunit.departments.storyboard.language import Cast
from secondunit.departments.storyboard.options import Options
from secondunit.departments.storyboard.units import SPOKEN, cue_before, joined

SceneDrafts = list[tuple[Scene, list[Draft]]]


def fit(script: Script, drafts: SceneDrafts, options: Options, cast: Cast) -> None:
    """Change the drafts in place to the asked number; raise InputError with the possible range."""
    if options.count is None and options.per_scene is None:
        if options.density < 1.0:
            for _, list_ in drafts:
                _shrink(list_, max(1, round(len(list_) * options.density)))
        return
    lows = [_least(list_) for _, list_ in drafts]
    highs = [_most(script, list_) for _, list_ in drafts]
    if options.per_scene is not None:
        wanted = [max(low, min(high, options.per_scene)) for low, high in zip(lows, highs, strict=True)]
    else:
        assert options.count is not None  # noqa: S101 - one of the two is set
        if not sum(lows) <= options.count <= sum(highs):
            raise InputError(
                f"{options.count} shots are not possible: this script takes {sum(lows)} to {sum(highs)}",
                hint="every scene and every stated shot needs one, and no shot is shorter than a word",
            )
        wanted = _share([len(list_) for _, list_ in drafts], lows, highs, options.count)
    for (_, list_), number in zip(drafts, wanted, strict=True):
        _shrink(list_, number)
        _grow(script, list_, number, cast)


def _share(natural: list[int], lows: list[int], highs: list[int], total: int) -> list[int]:
    """Scale the natural numbers to the total within their limits, the rest by largest remainder."""
    scale = total / max(1, sum(natural))
    exact = [n * scale for n in natural]
    out = [max(low, min(high, int(x))) for x, low, high in zip(exact, lows, highs, strict=True)]
    while (missing := total - sum(out)) != 0:
        step = 1 if missing > 0 else -1
        movable = [i for i in range(len(out)) if (out[i] < highs[i] if step > 0 else out[i] > lows[i])]
        movable.sort(key=lambda i: step * (out[i] - exact[i]) / max(1.0, exact[i]))
        for i in movable[: abs(missing)]:
            out[i] += step
    return out


def _least(drafts: list[Draft]) -> int:
    """Stated shots stay; each run of other shots between them needs one."""
    count, inside = 0, False
    for draft in drafts:
        if draft.origin == "writer":
            count, inside = count + 1, False
        elif not inside:
            count, inside = count + 1, True
    return max(1, count)


def _most(script: Script, drafts: list[Draft]) -> int:
    return sum(1 if d.origin == "writer" else max(1, len(_atoms(script, d.covers))) for d in drafts)


def _atoms(script: Script, covers: list[Cover]) -> list[Cover]:
    """Cut covers into words, each with the blanks that follow it."""
    out: list[Cover] = []
    for cover in covers:
        text = script.elements[cover.element].text
        start = cover.start
        for i in range(cover.start + 1, cover.end):
            if text[i - 1].isspace() and not text[i].isspace() and not text[start:i].isspace():
                out.append(Cover(cover.element, start, i))
                start = i
        out.append(Cover(cover.element, start, cover.end))
    return out


def _shrink(drafts: list[Draft], number: int) -> None:
    """Join the neighbours that lose least."""
    while len(drafts) > number:
        pairs = [i for i in range(len(drafts) - 1) if drafts[i].origin == drafts[i + 1].origin == "rules"]
        if not pairs:
            return
        best = min(pairs, key=lambda i: (_loss(drafts[i], drafts[i + 1]), i))
        first, second = drafts[best], drafts[best + 1]
        keep, other = (first, second) if _rank(first) >= _rank(second) else (second, first)
        if keep is second:
            first.setup, first.size, first.angle, first.move = second.setup, second.size, second.angle, second.move
            first.lens, first.foreground, first.prop = second.lens, second.foreground, second.prop
            first.subjects, second.subjects = list(second.subjects), list(first.subjects)
        if (
            first.setup in (Setup.OTS, Setup.SINGLE, Setup.REACTION, Setup.INSERT)
            and other.subjects
            and (other.subjects[0] not in first.subjects)
        ):
            people = list(dict.fromkeys([*first.subjects, *other.subjects]))
            first.setup = Setup.TWO_SHOT if len(people) == 2 else Setup.GROUP
            first.size, first.lens, first.foreground, first.prop = Size.MS, 0.0, None, None
            first.subjects = people
        join(first, second)
        del drafts[best + 1]


def _rank(draft: Draft) -> int:
    """How much of the scene a set-up shows; the wider one of two survives."""
    order = (
        Setup.INSERT,
        Setup.REACTION,
        Setup.SINGLE,
        Setup.POV,
        Setup.OTS,
        Setup.MONTAGE,
        Setup.ACTION,
        Setup.FOLLOW,
        Setup.TWO_SHOT,
        Setup.GROUP,
        Setup.MASTER,
        Setup.ESTABLISHING,
    )
    return order.index(draft.setup)


def _loss(first: Draft, second: Draft) -> float:
    """What joining costs: length, and a change of people."""
    cost = float(first.words + second.words)
    if first.subjects != second.subjects:
        cost += 15
    if Setup.INSERT in (first.setup, second.setup) or second.prop:
        cost += 25
    if Setup.ESTABLISHING in (first.setup, second.setup):
        cost += 20
    return cost


def _grow(script: Script, drafts: list[Draft], number: int, cast: Cast) -> None:
    """Split the longest shots at sentence ends, at words where there is no other way."""
    while len(drafts) < number:
        splittable = [i for i, d in enumerate(drafts) if d.origin == "rules" and len(_atoms(script, d.covers)) > 1]
        if not splittable:
            return
        best = max(splittable, key=lambda i: (drafts[i].words, -i))
        drafts.insert(best + 1, _split(script, drafts[best], cast))


def _split(script: Script, draft: Draft, cast: Cast) -> Draft:
    """Cut a draft in two at the sentence end nearest its middle; return the second half."""
    atoms = _atoms(script, draft.covers)
    middle = len(atoms) / 2
    ends = [
        i
        for i in range(1, len(atoms))
        if atoms[i].element != atoms[i - 1].element
        or script.elements[atoms[i - 1].element].text[: atoms[i - 1].end].rstrip()[-1:] in tuple(".!?…")
    ]
    cut = min(ends or range(1, len(atoms)), key=lambda i: abs(i - middle))
    first, second = atoms[:cut], atoms[cut:]
    draft.covers = joined(first)
    draft.words = len(first)
    closer = Size.MS if draft.size in (Size.EWS, Size.WS) else tighter(draft.size, 2)
    if draft.size in (Size.CU, Size.ECU):
        closer = Size.MS
    speaker = _speaker(script, second, cast)
    people = [speaker] if speaker else draft.subjects[:1]
    if speaker and speaker not in draft.subjects[:1]:
        closer = draft.size if draft.size in (Size.MS, Size.MCU, Size.CU) else closer
    new = Draft(Setup.SINGLE if people else Setup.MASTER, closer if people else Size.WS, people)
    if draft.setup is Setup.INSERT:
        new.setup, new.size, new.prop = Setup.INSERT, Size.INSERT, draft.prop
    if draft.setup in (Setup.MONTAGE, Setup.ACTION, Setup.FOLLOW):
        new.setup, new.angle, new.move = draft.setup, draft.angle, draft.move
    new.covers, new.words, new.speeches, new.speaker = joined(second), len(second), 0, speaker
    return new


def _speaker(script: Script, covers: list[Cover], cast: Cast) -> str:
    """Return who says the first spoken words of covers; "" where nobody does."""
    for cover in covers:
        if script.elements[cover.element].type in SPOKEN:
            ids = cast.mentions(cue_before(script, cover.element), any_case=True)
            return ids[0] if ids else ""
    return ""

"""Proposes the shot list of a script by rules; a person edits it afterwards (see `shotfile`)."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.errors import InputError
from secondunit.core.identity import sha256
from secondunit.core.script import Breakdown, Scene, Script
from secondunit.core.shots import Angle, Cover, Move, Setup, Shot, Size
from secondunit.departments.storyboard import fitting, idioms, language, shotwords, timing
from secondunit.departments.storyboard.draft import Draft, apart, join, tighter
from secondunit.departments.storyboard.idioms import SceneState
from secondunit.departments.storyboard.options import Options
from secondunit.departments.storyboard.units import Beat, beats, owned_elements, text_of

__all__ = ["Options", "propose"]


def propose(script: Script, breakdown: Breakdown, options: Options | None = None) -> tuple[Shot, ...]:
    """Return the shots in story order. Every staged character of the text is in exactly one of them.

    Shots that the writer states in notes or shot elements are kept as written (origin "writer"). With
    `options.count` or `options.per_scene` the number is exact; InputError says the possible range when it
    cannot be met.
    """
    options = options or Options()
    if not breakdown.scenes:
        raise InputError(
            "this script has no scene, so there is nothing to board",
            hint="a scene starts with a heading such as INT. KITCHEN - DAY",
        )
    cast = language.Cast.of(breakdown.characters)
    owned = owned_elements(script, breakdown)
    drafts: list[tuple[Scene, list[Draft]]] = []
    places: set[str] = set()
    last_place = ""
    for scene in breakdown.scenes:
        new = scene.location not in places or (scene.location != last_place and scene.setting.startswith("EXT"))
        drafts.append((scene, _scene(script, scene, owned[scene.id], cast, new, options)))
        places.add(scene.location)
        last_place = scene.location
    fitting.fit(script, drafts, options, cast)
    return tuple(shot for scene, list_ in drafts for shot in _shots(script, scene, list_, options))


def _scene(
    script: Script,
    scene: Scene,
    indices: list[int],
    cast: language.Cast,
    new: bool,
    options: Options,
) -> list[Draft]:
    """Cover one scene."""
    montage = "montage" in scene.flags
    max_words = max(6, round(38 / options.density))
    all_beats = list(beats(script, indices, cast, max_words, montage))
    state = _state(scene, cast, new, all_beats, options)
    out: list[Draft] = []
    pending: list[Draft] = []  # stated shots that wait for their text
    run: list[Beat] = []

    def close_run() -> None:
        if run:
            out.extend(idioms.dialogue_shots(run, state, options.max_lines))
            run.clear()

    carried: list[Cover] = []  # "BACK TO SCENE" goes with the shot after it
    for beat in all_beats:
        if beat.kind == "back":
            close_run()
            _settle_pending(pending, out)
            carried += beat.covers
            continue
        if carried and beat.kind != "note":
            beat.covers = [*carried, *beat.covers]
            beat.pieces = [*((c, "") for c in carried), *beat.pieces]
            carried = []
        if beat.kind == "note":
            close_run()
            if not pending and out and _restates(out[-1], stated_draft(beat.text, cast)):
                _restate(out[-1], stated_draft(beat.text, cast))
                continue
            pending.append(stated_draft(beat.text, cast))
            continue
        if beat.kind == "shot":
            close_run()
            _settle_pending(pending, out)
            draft = stated_draft(beat.text, cast)
            draft.covers, draft.text, draft.words = list(beat.covers), beat.text, beat.words
            pending.append(draft)
            continue
        if pending:
            taker = pending.pop(0)
            _give(taker, beat, state)
            out.append(taker)
            continue
        if beat.kind == "speech":
            run.append(beat)
            continue
        close_run()
        if montage:
            out.append(_montage(beat, state, len(out)))
        else:
            out.append(idioms.action_shot(beat, state))
        state.started = True
    close_run()
    _settle_pending(pending, out)
    if carried and out:
        out[-1].covers += carried
    elif carried:
        out.append(Draft(Setup.MASTER, Size.WS, [], covers=carried))
    _open(out, state)
    if not montage:
        out = _smooth(out, options)
    for draft in out:
        _complete(draft, state)
    return out


def _state(scene: Scene, cast: language.Cast, new: bool, all_beats: list[Beat], options: Options) -> SceneState:
    speeches = sum(b.kind == "speech" for b in all_beats)
    action = " ".join(b.text for b in all_beats if b.kind == "action")
    variety = int(sha256(f"{options.seed}:{scene.id}".encode())[:4], 16)
    state = SceneState(scene, cast, new, variety, speeches)
    inside = scene.setting != "EXT" or "driv" in action.lower()
    state.car = bool(language.CAR.search(scene.place)) and inside
    together = len(scene.characters) >= 2
    state.walking = bool(
        speeches >= 2
        and together
        and not state.car
        and language.WALK.search(action)
        and (scene.setting != "INT" or "corridor" in scene.place.lower() or "hall" in scene.place.lower())
    )
    state.flashback = "flashback" in scene.flags
    return state


def stated_draft(words: str, cast: language.Cast) -> Draft:
    """Return the draft of a shot that the writer states; free fields get the usual values."""
    said = shotwords.parse(words, cast)
    stated = {name for name in ("setup", "size", "angle", "move", "lens", "foreground", "prop") if getattr(said, name)}
    if said.subjects:
        stated.add("subjects")
    setup = said.setup or (Setup.SINGLE if len(said.subjects) == 1 else Setup.MASTER)
    usual = {
        Setup.INSERT: Size.INSERT,
        Setup.OTS: Size.MCU,
        Setup.TWO_SHOT: Size.MS,
        Setup.GROUP: Size.FS,
        Setup.ESTABLISHING: Size.EWS,
        Setup.MASTER: Size.WS,
        Setup.REACTION: Size.CU,
        Setup.POV: Size.WS,
    }
    draft = Draft(setup, said.size or usual.get(setup, Size.MS), list(said.subjects))
    if setup is Setup.MASTER and said.size in (Size.ECU, Size.CU, Size.MCU, Size.MS, Size.COWBOY, Size.FS):
        draft.setup = Setup.SINGLE
    draft.angle, draft.move = said.angle or Angle.EYE, said.move or Move.STATIC
    draft.lens, draft.foreground, draft.prop = said.lens or 0.0, said.foreground, said.prop
    draft.origin, draft.note, draft.stated = "writer", words, frozenset(stated)
    return draft


def _restates(last: Draft, stated: Draft) -> bool:
    """Say whether a stated insert says again, more exactly, what the text before it already shows."""
    if stated.setup is not Setup.INSERT or last.setup is not Setup.INSERT or not stated.prop or not last.prop:
        return False
    return stated.prop in last.prop or last.prop in stated.prop


def _restate(last: Draft, stated: Draft) -> None:
    """Let the writer's note rule the shot that is already there."""
    for name in ("setup", "size", "angle", "move", "lens", "prop"):
        if name in stated.stated:
            setattr(last, name, getattr(stated, name))
    last.subjects = stated.subjects or last.subjects
    last.origin, last.note = "writer", stated.note
    last.stated = last.stated | stated.stated


def _give(taker: Draft, beat: Beat, state: SceneState) -> None:
    """Let a stated shot cover a beat."""
    taker.covers += beat.covers
    taker.text = f"{taker.text} {beat.text}".strip()
    taker.words += beat.words
    if beat.kind == "speech":
        taker.speeches += 1
        taker.speaker = "" if beat.off else beat.speaker
        state.spoken += 1
        if beat.speaker and not beat.off:
            state.note_present([beat.speaker])
    else:
        found = state.cast.mentions(beat.text) or state.cast.pronoun(beat.text, state.recent)
        state.note_present(found)
    if "subjects" not in taker.stated and not taker.subjects and taker.setup is not Setup.INSERT:
        taker.subjects = (
            [taker.speaker] if taker.speaker else (state.cast.mentions(beat.text) or list(state.recent[:1]))
        )


def _settle_pending(pending: list[Draft], out: list[Draft]) -> None:
    """A stated shot at the end of a scene covers the text before it, when the rules had that."""
    for draft in pending:
        if not draft.covers and out and out[-1].origin == "rules" and len(pending) == 1:
            before = out.pop()
            draft.covers, draft.text, draft.words = before.covers, before.text, before.words
            draft.speeches, draft.speaker = before.speeches, before.speaker
            if not draft.subjects and draft.setup is not Setup.INSERT:
                draft.subjects = before.subjects
        out.append(draft)
    pending.clear()


def _montage(beat: Beat, state: SceneState, place: int) -> Draft:
    """One image of a montage: sizes alternate so that the cuts are felt."""
    draft = idioms.action_shot(beat, state)
    if draft.setup is not Setup.INSERT:
        sizes = (Size.WS, Size.MCU, Size.FS, Size.CU)
        draft.size = sizes[(place + state.variety) % 4]
        if not draft.subjects:
            draft.size = Size.WS
        elif len(draft.subjects) > 1:
            draft.size = Size.FS if draft.size in (Size.WS, Size.FS) else Size.MS
        if draft.setup in (Setup.MASTER, Setup.SINGLE, Setup.REACTION, Setup.FOLLOW, Setup.TWO_SHOT):
            draft.setup = Setup.MONTAGE
        draft.move = Move.STATIC
    return draft


def _open(out: list[Draft], state: SceneState) -> None:
    """Make the first shot of a scene show where we are."""
    scene = state.scene
    if not out:
        draft = Draft(Setup.ESTABLISHING, Size.EWS if scene.setting != "INT" else Size.WS, [])
        out.append(draft)
        return
    first = out[0]
    if first.origin != "rules" or first.setup in (Setup.INSERT, Setup.POV):
        return
    if "montage" in scene.flags:
        return
    if state.new_place:
        first.setup = Setup.ESTABLISHING
        first.size = Size.EWS if scene.setting.startswith("EXT") else Size.WS
        first.foreground, first.lens = None, 0.0
        first.angle = Angle.HIGH if scene.setting.startswith("EXT") and not first.subjects else Angle.EYE
        first.move = Move.CRANE if scene.setting == "EXT" and not first.subjects and first.words > 25 else Move.STATIC
        if state.flashback:
            first.move = Move.DOLLY_IN  # drifting into the memory
        if not first.subjects:
            first.subjects = []
    elif first.speeches and len(state.present) > 1:
        first.setup, first.size, first.foreground = Setup.MASTER, Size.FS, None
        first.subjects = list(dict.fromkeys([*first.subjects, *state.present]))[:6]


def _smooth(drafts: list[Draft], options: Options) -> list[Draft]:
    """Join neighbours that would be the same set-up, and keep cuts on one person from jumping."""
    out: list[Draft] = []
    limit = 40 / options.density
    for draft in drafts:
        last = out[-1] if out else None
        if last and _joinable(last, draft) and last.words + draft.words <= limit:
            if draft.speeches and not last.speeches and last.setup is not Setup.ESTABLISHING:
                last.setup, last.size, last.foreground = draft.setup, draft.size, draft.foreground
                last.move, last.lens, last.angle = draft.move, draft.lens, draft.angle
                last.subjects, last.speaker = list(draft.subjects), draft.speaker
            join(last, draft)
            continue
        if last and draft.origin == "rules" and _jump(last, draft):
            draft.size = tighter(last.size, -2 if last.size in (Size.MCU, Size.CU, Size.ECU) else 2)
            draft.lens = 0.0
        out.append(draft)
    return out


_ONE = frozenset({Setup.SINGLE, Setup.REACTION, Setup.OTS})


def _joinable(first: Draft, second: Draft) -> bool:
    if "writer" in (first.origin, second.origin) or Setup.INSERT in (first.setup, second.setup):
        return False
    if first.setup is Setup.ESTABLISHING:
        return first.words < 8 and not second.speeches and first.subjects == second.subjects
    if first.speeches and second.speeches:
        return False
    if first.setup in _ONE and second.setup in _ONE and first.subjects[:1] == second.subjects[:1] and first.subjects:
        # one person does something and goes on: hold the shot when either part is brief
        held = min(first.words, second.words) <= 9 or (not first.speeches and not second.speeches)
        return held and not (first.speeches and second.words > 14)
    if second.setup is Setup.MASTER and not second.speeches and not first.speeches and second.words <= 9:
        return True  # a short look at the place is part of what came before
    if first.setup is Setup.MASTER and second.setup is Setup.MASTER and not second.speeches:
        return True
    same = first.subjects == second.subjects and first.foreground == second.foreground
    return (
        same
        and first.setup is second.setup
        and abs(apart(first.size, second.size)) <= 1
        and not (
            first.speeches and second.speeches and first.speaker != second.speaker and first.setup is not Setup.TWO_SHOT
        )
    )


def _jump(first: Draft, second: Draft) -> bool:
    """A cut to the same person at nearly the same size jumps."""
    same = first.subjects[:1] == second.subjects[:1] and len(first.subjects) == len(second.subjects)
    closed = {Setup.SINGLE, Setup.REACTION, Setup.FOLLOW, Setup.ACTION}
    return (
        same
        and bool(first.subjects)
        and first.setup in closed
        and second.setup in closed
        and (apart(first.size, second.size) < 2)
    )


def _complete(draft: Draft, state: SceneState) -> None:
    """Fill what the writer or the idiom left open."""
    if draft.setup is Setup.OTS and not draft.foreground:
        others = [p for p in state.present if p not in draft.subjects]
        if others:
            draft.foreground = others[0]
        elif "setup" not in draft.stated:
            draft.setup = Setup.SINGLE
    if draft.setup is Setup.TWO_SHOT and len(draft.subjects) < 2:
        more = [p for p in state.present if p not in draft.subjects]
        draft.subjects += more[: 2 - len(draft.subjects)]
    if draft.setup is Setup.GROUP and len(draft.subjects) < 3:
        draft.subjects += [p for p in state.present if p not in draft.subjects][: 6 - len(draft.subjects)]
    if draft.setup is Setup.MASTER and draft.origin == "writer" and not draft.subjects and draft.size is not Size.EWS:
        draft.subjects = list(state.present[:4])
    if not draft.lens and state.flashback and draft.size in (Size.MS, Size.MCU, Size.CU):
        draft.lens = 100.0  # memory is seen through a longer lens
    if not draft.lens and state.car and draft.size in (Size.MS, Size.MCU):
        draft.lens = 40.0


def _shots(script: Script, scene: Scene, drafts: list[Draft], options: Options) -> Iterator[Shot]:
    """Number the drafts of a scene."""
    for number, draft in enumerate(drafts, 1):
        action, dialogue = text_of(script, draft.covers)
        yield Shot(
            id=f"{scene.id}_sh{number * 10:04d}",
            scene=scene.id,
            setup=draft.setup,
            size=draft.size,
            angle=draft.angle,
            move=draft.move,
            lens=draft.focal(),
            subjects=tuple(draft.subjects),
            foreground=draft.foreground,
            prop=draft.prop,
            covers=tuple(draft.covers),
            action=action,
            dialogue=dialogue,
            duration=timing.frames(action, dialogue, draft.setup, options.fps),
            origin=draft.origin,
            note=draft.note,
        )

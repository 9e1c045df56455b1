"""How scenes are covered: establishing, master, over-the-shoulder pairs, singles, reactions, inserts, action.

The idioms follow common practice (He, Cohen and Salesin 1996; Arijon, Grammar of the Film Language): start
wide, come closer as the exchange heats, return to the group, cut to the listener inside a long speech.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from secondunit.core.script import Scene
from secondunit.core.shots import Angle, Cover, Move, Setup, Size
from secondunit.departments.storyboard import language
from secondunit.departments.storyboard.draft import Draft, tighter
from secondunit.departments.storyboard.units import Beat, joined


@dataclass
class SceneState:
    """What the idioms know of a scene while they go through it."""

    scene: Scene
    cast: language.Cast
    new_place: bool
    variety: int  # from the seed: which of equal choices comes first
    speeches: int = 0  # in the whole scene
    spoken: int = 0  # so far
    present: list[str] = field(default_factory=list)  # on-screen characters, as they come in
    recent: list[str] = field(default_factory=list)  # latest subjects first
    car: bool = False
    walking: bool = False
    flashback: bool = False
    action_count: int = 0
    since_group: int = 99
    started: bool = False

    def note_present(self, ids: list[str]) -> None:
        """Remember who has been seen."""
        for one in ids:
            if one not in self.present:
                self.present.append(one)
        for one in reversed(ids):
            if one in self.recent:
                self.recent.remove(one)
            self.recent.insert(0, one)


def action_shot(beat: Beat, state: SceneState) -> Draft:
    """Choose the shot for an action beat."""
    text = beat.text
    named = state.cast.mentions(text)
    meant = state.cast.pronoun(text, state.recent)
    subjects = [*meant, *(n for n in named if n not in meant)] if len(named) < 3 else named
    prop = language.detail(text)
    if prop:
        draft = Draft(Setup.INSERT, Size.INSERT, subjects[:1], Angle.HIGH, prop=prop)
        state.note_present(subjects)
        return _filled(draft, beat)
    state.note_present(subjects)
    fast = len(language.FAST.findall(text))
    if language.POV.search(text):
        looker = subjects[:1] or state.recent[:1]
        draft = Draft(Setup.POV, Size.WS, [s for s in subjects if s not in looker], foreground=None, lens=35.0)
        draft.prop = _object(text)
    elif hit := language.MONSTER.search(text):
        size = Size.EWS if not state.action_count % 2 else Size.WS
        draft = Draft(Setup.ACTION, size, subjects[:2], Angle.LOW, lens=21.0, prop=hit.group().lower().split()[-1])
        draft.move = Move.TILT if size is Size.EWS else Move.STATIC  # the tilt finds its height
        state.action_count += 1
    elif fast and subjects:
        sizes = (Size.FS, Size.MS, Size.WS, Size.MCU)
        size = sizes[(state.action_count + state.variety) % 4] if len(subjects) == 1 else Size.FS
        draft = Draft(Setup.ACTION, size, subjects[:3], Angle.LOW if state.action_count % 2 else Angle.EYE)
        draft.move = _action_move(text, state.action_count)
        draft.lens = 28.0 if size in (Size.FS, Size.WS) else 0.0
        state.action_count += 1
    elif not subjects:
        seen = _object(text)
        if seen and state.started and beat.words <= 14 and language.PROP.search(text):
            draft = Draft(Setup.INSERT, Size.INSERT, [], Angle.HIGH, prop=seen)
        else:
            wide = Size.WS if state.present else Size.EWS
            draft = Draft(Setup.MASTER, wide, list(state.present[:4]))
            if fast:
                draft.setup, draft.angle = Setup.ACTION, Angle.LOW
    elif len(subjects) >= 3:
        draft = Draft(Setup.GROUP, Size.FS, subjects[:6])
        state.since_group = 0
    elif len(subjects) == 2:
        size = Size.COWBOY if language.WALK.search(text) or language.ENTER.search(text) else Size.MS
        draft = Draft(Setup.TWO_SHOT, size, subjects)
        if language.WALK.search(text):
            draft.setup, draft.move = Setup.FOLLOW, Move.FOLLOW
    else:
        draft = _single(text, subjects, state)
    return _filled(draft, beat)


def _single(text: str, subjects: list[str], state: SceneState) -> Draft:
    """One person does something."""
    draft = Draft(Setup.SINGLE, Size.MS, subjects)
    if language.ENTER.search(text):
        draft.size, draft.move = Size.FS, Move.PAN  # the pan carries the entrance
    elif language.WALK.search(text):
        draft.size = Size.FS
        if not state.car:
            draft.setup, draft.move = Setup.FOLLOW, Move.FOLLOW
    elif language.FACE.search(text):
        draft.size = Size.CU if state.spoken * 2 > state.speeches else Size.MCU
        if state.spoken or len(state.present) > 1:
            draft.setup = Setup.REACTION
    elif language.HANDS.search(text):
        draft.size = Size.MS
    elif language.SIT.search(text) or language.LIES.search(text):
        draft.size = Size.FS if language.LIES.search(text) else Size.COWBOY
        if language.LIES.search(text):
            draft.angle = Angle.HIGH
    if state.car:
        draft.size, draft.move = tighter(Size.MS, 1 if draft.size is Size.CU else 0), Move.STATIC
    return draft


def _action_move(text: str, count: int) -> Move:
    """A move only where the action carries it."""
    low = text.lower()
    if any(w in low for w in ("run", "chase", "sprint", "dash", "race", "flee")):
        return Move.FOLLOW if count % 2 else Move.TRUCK
    if any(w in low for w in ("fight", "punch", "struggl", "grab", "attack", "kick")):
        return Move.HANDHELD
    if any(w in low for w in ("falls", "plunge", "leap", "climb")):
        return Move.TILT
    return Move.STATIC


def _object(text: str) -> str | None:
    hit = language.PROP.search(text)
    return hit.group().lower() if hit else None


def _filled(draft: Draft, beat: Beat) -> Draft:
    draft.covers, draft.text, draft.words = list(beat.covers), beat.text, beat.words
    return draft


def heat(beat: Beat) -> float:
    """Return 0 calm .. 1 hot for a speech, from punctuation, capitals and parentheticals."""
    value = 0.25 * min(2, beat.text.count("!"))
    if language.HOT.search(beat.hints):
        value += 0.5
    shouted = [w for w in beat.text.split() if len(w) > 3 and w.isupper()]
    return min(1.0, value + 0.2 * len(shouted))


def dialogue_shots(run: list[Beat], state: SceneState, max_lines: int) -> list[Draft]:
    """Cover consecutive speeches."""
    out: list[Draft] = []
    i = 0
    while i < len(run):
        beat = run[i]
        group = [beat]
        on_screen = [b.speaker for b in run if b.speaker and not b.off]
        state.note_present([s for s in on_screen if s not in state.present])
        first = state.spoken == 0
        short = max(1, max_lines)
        if first:  # the exchange opens wide enough to see who talks to whom
            while len(group) < min(2, short) and i + len(group) < len(run) and _sum(group) < 25:
                group.append(run[i + len(group)])
        elif _rapid(run, i):
            while len(group) < short and i + len(group) < len(run) and run[i + len(group)].words <= 6:
                group.append(run[i + len(group)])
        elif i + 1 < len(run) and run[i + 1].words <= 3 and short > 1 and run[i + 1].speaker != beat.speaker:
            group.append(run[i + 1])
        out.extend(_cover(group, state, first))
        state.spoken += len(group)
        if beat.speaker and not beat.off:
            state.note_present([beat.speaker])
        i += len(group)
    return out


def _sum(group: list[Beat]) -> int:
    return sum(b.words for b in group)


def _rapid(run: list[Beat], i: int) -> bool:
    """Three short speeches in a row are a volley: hold them in one frame."""
    return len(run) >= i + 3 and all(b.words <= 6 for b in run[i : i + 3])


def _cover(group: list[Beat], state: SceneState, first: bool) -> list[Draft]:
    """Return the shot or shots for speeches that belong together."""
    speaker = next((b.speaker for b in group if b.speaker and not b.off), "")
    for beat in group:  # a voice off screen has left the picture
        if beat.off and beat.speaker != speaker:
            state.present = [p for p in state.present if p != beat.speaker]
            state.recent = [p for p in state.recent if p != beat.speaker]
    covers = [c for b in group for c in b.covers]
    others = [p for p in state.present if p != speaker]
    if not speaker:
        return [_spread(_unseen(state), group, covers)]
    state.since_group += 1
    several = len({b.speaker for b in group if b.speaker and not b.off and (b is group[0] or b.words > 3)}) > 1 or (
        len(group) > 2
    )
    crowd = len(state.present) >= 3
    progress = state.spoken / max(1, state.speeches)
    hot = max(heat(b) for b in group)
    if not others:
        size = Size.CU if hot > 0.4 else Size.MCU if progress > 0.5 else Size.MS
        return [_spread(Draft(Setup.SINGLE, size, [speaker]), group, covers)]
    partner = _partner(group, state, others)
    if crowd and (first or (several and state.since_group > 2) or state.since_group >= 6):
        state.since_group = 0
        draft = Draft(Setup.GROUP, Size.FS if first else Size.COWBOY, [speaker, *others][:6])
    elif first or several:
        size = Size.MS if state.car or not first else Size.COWBOY
        draft = Draft(Setup.TWO_SHOT, size, [speaker, partner])
    elif hot > 0.4 or progress > 0.66:
        draft = Draft(Setup.SINGLE, Size.CU, [speaker])
    elif state.car or (crowd and state.spoken % 3 == 2):
        draft = Draft(Setup.SINGLE, Size.MCU, [speaker])
    else:
        draft = Draft(Setup.OTS, Size.MS if progress < 0.25 else Size.MCU, [speaker], foreground=partner)
    if state.walking and draft.setup in (Setup.TWO_SHOT, Setup.OTS, Setup.GROUP):
        draft.setup, draft.move = Setup.FOLLOW, Move.FOLLOW
        draft.subjects = [speaker, *([partner] if draft.foreground else [s for s in draft.subjects if s != speaker])]
        draft.foreground = None
    if len(group) == 1 and (shots := _long_speech(draft, group[0], partner)):
        return shots
    if progress > 0.85 and draft.size is Size.CU and hot > 0.4:
        draft.move = Move.DOLLY_IN  # the push belongs to the peak of the scene
    return [_spread(draft, group, covers)]


def _spread(draft: Draft, group: list[Beat], covers: list[Cover]) -> Draft:
    draft.covers, draft.words, draft.speeches = covers, _sum(group), len(group)
    draft.text = " ".join(b.text for b in group)
    draft.speaker = next((b.speaker for b in group if not b.off), "")
    return draft


def _unseen(state: SceneState) -> Draft:
    """A voice without a body: look at who hears it, else at the place."""
    if state.present:
        listener = state.recent[0] if state.recent else state.present[0]
        return Draft(Setup.REACTION, Size.MCU, [listener])
    return Draft(Setup.MASTER, Size.WS, [])


def _partner(group: list[Beat], state: SceneState, others: list[str]) -> str:
    for beat in group[1:]:
        if beat.speaker in others and not beat.off:
            return beat.speaker
    for one in state.recent:
        if one in others:
            return one
    return others[0]


def _long_speech(draft: Draft, beat: Beat, partner: str) -> list[Draft]:
    """Cut a long speech: speaker, then the listener, then the speaker closer when it goes on."""
    pieces, total = beat.pieces, beat.words
    if total < 42 or len([1 for _, words in pieces if words]) < 3:
        return []
    targets = (0.62, 1.0) if total < 70 else (0.5, 0.72, 1.0)
    parts: list[list[tuple[Cover, str]]] = [[]]
    said = 0
    for cover, words in pieces:
        if (
            parts[-1]
            and len(parts) < len(targets)
            and said >= targets[len(parts) - 1] * total
            and any(t for _, t in parts[-1])
        ):
            parts.append([])
        parts[-1].append((cover, words))
        said += language.count_words(words)
    if len(parts) < 2:
        return []
    shots = [draft, Draft(Setup.REACTION, Size.CU if draft.size in (Size.CU, Size.ECU) else Size.MCU, [partner])]
    shots.append(Draft(Setup.SINGLE, tighter(draft.size, 1), list(draft.subjects[:1])))
    out: list[Draft] = []
    for shot, part in zip(shots, parts, strict=False):
        shot.covers = joined([c for c, _ in part])
        shot.text = " ".join(t.strip() for _, t in part if t)
        shot.words, shot.speeches, shot.speaker = language.count_words(shot.text), 1, beat.speaker
        out.append(shot)
    return out

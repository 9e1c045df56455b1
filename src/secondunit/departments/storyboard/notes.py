"""Retake notes: a director's words become changes of a shot. What is not understood stays with the shot as a note."""

from __future__ import annotations

import re
from dataclasses import replace

from secondunit.core.shots import Angle, Move, Setup, Shot, Size
from secondunit.departments.storyboard import shotwords
from secondunit.departments.storyboard.draft import LENS, tighter
from secondunit.departments.storyboard.language import Cast

_HEIGHTS = (Angle.WORM, Angle.LOW, Angle.EYE, Angle.HIGH, Angle.OVERHEAD)
_POSES = {
    "sit": r"sit(?:s|ting)?(?: down)?|seated",
    "stand": r"stand(?:s|ing)?(?: up)?|get(?:s)? up",
    "walk": r"walk(?:s|ing)?",
    "run": r"run(?:s|ning)?",
    "kneel": r"kneel(?:s|ing)?",
    "crouch": r"crouch(?:es|ing)?",
    "lie": r"lie(?:s)?(?: down)?|lying",
    "point": r"point(?:s|ing)?",
    "lean": r"lean(?:s|ing)?",
    "reach": r"reach(?:es|ing)?(?: out)?",
    "fight": r"fight(?:s|ing)?",
    "fall": r"fall(?:s|ing)?",
    "hold": r"hold(?:s|ing)?",
    "listen": r"listen(?:s|ing)?",
    "talk": r"talk(?:s|ing)?",
}
_MUCH = re.compile(r"\b(?:much|a lot|way|far|really|tons)\b", re.IGNORECASE)


class _Reader:
    """Takes words out of a note as they are understood."""

    def __init__(self, shot: Shot, note: str, cast: Cast) -> None:
        self.shot, self.left, self.cast = shot, note, cast
        self.understood: list[str] = []

    def take(self, pattern: str) -> re.Match[str] | None:
        """Remove the first match and return it."""
        hit = re.search(pattern, self.left, re.IGNORECASE)
        if hit:
            self.left = f"{self.left[: hit.start()]} , {self.left[hit.end() :]}"
        return hit

    def change(self, what: str, **fields: object) -> None:
        """Set fields of the shot and say so."""
        self.shot = replace(self.shot, **fields)  # type: ignore[arg-type]
        self.understood.append(what)

    def mark(self, what: str, **changes: str) -> None:
        """Set entries of `changes` (a double underscore in a key is a dot) and say so."""
        merged = {**self.shot.changes, **{k.replace("__", "."): v for k, v in changes.items()}}
        self.change(what, changes=merged)

    def exact(self, *names: str) -> None:
        """Remember that the director fixed these fields for every take."""
        fixed = [f for f in self.shot.changes.get("exact", "").split(",") if f]
        self.shot = replace(
            self.shot, changes={**self.shot.changes, "exact": ",".join(dict.fromkeys([*fixed, *names]))}
        )


def apply(shot: Shot, note: str, cast: Cast | None = None) -> tuple[Shot, list[str], str]:
    """Return (changed shot, what was understood, the words that were not).

    The changed shot always gives another take: `changes["variation"]` counts the notes.
    """
    cast = cast or Cast(None, {}, {})
    reader = _Reader(shot, " ".join(note.split()), cast)
    for step in (_people, _prop_scale, _headroom, _side, _shoulder, _lens, _height, _size, _move, _pose, _time):
        step(reader)
    left = re.sub(r"(?:\s*,\s*)+", ", ", reader.left)
    left = re.sub(
        r"^(?:[\s,.!?]|\b(?:and|please|but|a|the|it|shot|be|bit|little|much|lot|make|go|try|more|is|with|to|on|at|use)\b)+",
        "",
        left,
        flags=re.IGNORECASE,
    )
    left = re.sub(
        r"(?:[\s,.!?]|\b(?:and|please|but|a|the|it|shot|be|bit|little|much|lot|make|go|try)\b)+$",
        "",
        left,
        flags=re.IGNORECASE,
    )
    done = reader.shot
    count = str(int(done.changes.get("variation", "0")) + 1)
    changes = {**done.changes, "variation": count}
    if left:
        changes["note"] = f"{changes['note']}; {left}" if changes.get("note") else left
    return replace(done, changes=changes), reader.understood, left


def variation(shot: Shot) -> int:
    """Return how many profiles a retake steps on: only where no words changed the picture."""
    count = int(shot.changes.get("variation", "0"))
    silent = not set(shot.changes) - {"variation", "note", "exact"} and not shot.changes.get("exact")
    return count if silent else 0


def _lens(r: _Reader) -> None:
    if hit := r.take(r"\b(\d{2,3})\s*-?\s*mm\b(?: lens)?|\blens (\d{2,3})\b"):
        lens = float(next(g for g in hit.groups() if g))
        r.change(f"lens {lens:g} mm", lens=lens)
        r.exact("lens")
    elif r.take(r"\blonger lens\b|\bmore compress\w*|\bflatter\b"):
        r.change("longer lens", lens=min(200.0, round(r.shot.lens * 1.5)))
        r.exact("lens")
    elif r.take(r"\bwider lens\b|\bshorter lens\b|\bwide[- ]angle lens\b"):
        r.change("wider lens", lens=max(16.0, round(r.shot.lens * 0.65)))
        r.exact("lens")


def _resize(r: _Reader, size: Size, what: str) -> None:
    if size is r.shot.size and size is not Size.INSERT:
        return
    keep = "lens" in r.shot.changes.get("exact", "").split(",")
    lens = r.shot.lens if keep else LENS[size]
    r.change(what, size=size, lens=lens)
    if (
        size in (Size.CU, Size.ECU)
        and r.shot.setup in (Setup.TWO_SHOT, Setup.GROUP, Setup.MASTER, Setup.ESTABLISHING)
        and (r.shot.subjects)
    ):
        r.shot = replace(r.shot, setup=Setup.SINGLE, subjects=r.shot.subjects[:1])
    r.exact("size")


def _size(r: _Reader) -> None:
    steps = 2 if _MUCH.search(r.left) else 1
    if r.shot.setup is Setup.INSERT and (
        hit := r.take(
            r"\b(?:(?:come |get |move |go )?(?:much |a lot )?(closer|tighter|wider|looser|further)(?:"
            r" away| back| in)?)\b"
        )
    ):
        closer = hit.group(1).lower() in ("closer", "tighter")
        r.mark("closer" if closer else "wider", fill="0.85" if closer else "0.4")
    elif r.take(
        r"\b(?:(?:come|get|move|go) )?(?:(?:much|a lot|a bit|way|even) )?(?:closer|tighter|nearer)(?:"
        r" in)?(?: on (?:him|her|them|it))?\b"
        r"|\bmove in\b|\bbigger in frame\b"
    ):
        _resize(r, tighter(r.shot.size, steps), "closer")
    elif r.take(
        r"\b(?:(?:go|pull|get) )?(?:(?:much|a lot|a bit|way|even) )?(?:wider|looser)\b(?! lens)|\b(?:go"
        r"|move|pull) (?:further )?back\b|\bfurther (?:away|back)\b"
        r"|\bshow more of (?:the )?(?:room|place|set|surroundings|background|space)\b"
    ):
        _resize(r, tighter(r.shot.size, -steps), "wider")
    elif found := shotwords.find(r.left, "size"):
        size, words = found
        if isinstance(size, Size) and (
            words.lower() not in ("close", "wide", "mid", "tight", "full", "detail", "medium")
            or re.search(rf"\b{re.escape(words)}(?: shot|[- ]up| on)\b", r.left, re.IGNORECASE)
            or r.left.strip(" ,.").lower() == words.lower()
        ):
            r.take(re.escape(words) + r"(?: shot| on)?")
            _resize(r, size, f"size {size.value}")


def _height(r: _Reader) -> None:
    place = _HEIGHTS.index(r.shot.angle)
    rules: tuple[tuple[str, Angle, str], ...] = (
        (r"\b(?:worm'?s?[- ]eye(?: view)?|from the (?:floor|ground))\b", Angle.WORM, "from the floor"),
        (r"\b(?:overhead|bird'?s?[- ]eye(?: view)?|straight down|top[- ]?down|top shot)\b", Angle.OVERHEAD, "overhead"),
        (r"\b(?:eye[- ]level)\b", Angle.EYE, "eye level"),
    )
    for pattern, angle, what in rules:
        if r.take(pattern):
            r.change(what, angle=angle)
            r.exact("angle")
            return
    if r.take(
        r"\blow(?:er)?(?: camera)?[- ]angle\b|\b(?:from )?below\b|\blook(?:ing)? up at\b|\b(?:camera "
        r"|much )?lower(?: the camera| camera)?\b|\blow camera\b"
    ):
        angle = Angle.LOW if place > 1 else Angle.WORM
        r.change("lower angle", angle=angle)
        r.exact("angle")
    elif r.take(
        r"\bhigh(?:er)?(?: camera)?[- ]angle\b|\bfrom (?:high )?above\b|\blook(?:ing)? down (?:on|at)\b"
        r"|\b(?:camera |much )?higher(?: the camera| camera)?\b|\bhigh camera\b"
    ):
        angle = Angle.HIGH if place < 3 else Angle.OVERHEAD
        r.change("higher angle", angle=angle)
        r.exact("angle")


def _shoulder(r: _Reader) -> None:
    hit = r.take(r"\b(?:from )?over (.{1,40}?)['’]?s? shoulder\b(?: on (\w+))?|\bOTS (?:of |over |on )?(\w+)?")
    if not hit:
        return
    ids = r.cast.mentions(hit.group(1) or hit.group(3) or "", any_case=True)
    front = ids[0] if ids else r.shot.foreground
    onto = r.cast.mentions(hit.group(2) or "", any_case=True)
    people = [s for s in (*onto, *r.shot.subjects) if s != front]
    if front is None and len(r.shot.subjects) > 1:
        front = r.shot.subjects[1]
        people = [s for s in people if s != front]
    if front is None:
        r.left += " " + hit.group()
        return
    subjects = tuple(people[:1]) or tuple(s for s in (r.shot.foreground,) if s and s != front)
    size = r.shot.size if r.shot.size in (Size.MS, Size.MCU, Size.CU, Size.COWBOY) else Size.MCU
    r.change(
        f"over {front}'s shoulder", setup=Setup.OTS, foreground=front, subjects=subjects or r.shot.subjects, size=size
    )
    r.exact("size")


def _side(r: _Reader) -> None:
    if r.take(
        r"\b(?:from |on )?(?:the )?(?:other|opposite|reverse) (?:side|angle|direction)\b|\breverse(?: it"
        r"| angle)?\b|\bflip (?:it|the side|sides)\b"
    ):
        r.mark("from the other side", side="" if r.shot.changes.get("side") == "other" else "other")


def _headroom(r: _Reader) -> None:
    if r.take(r"\b(?:more|add|extra) (?:head ?room|space above)\b"):
        r.mark("more headroom", headroom="more")
    elif r.take(r"\b(?:less|too much|tighter|reduce) (?:head ?room|space above)\b"):
        r.mark("less headroom", headroom="less")


def _people(r: _Reader) -> None:
    if hit := r.take(r"\b(?:without|lose|remove|drop|no) (?:the )?([\w' ]{2,30})"):
        ids = r.cast.mentions(hit.group(1), any_case=True)
        if ids:
            gone = [g for g in r.shot.changes.get("without", "").split(",") if g]
            left = tuple(s for s in r.shot.subjects if s not in ids)
            front = None if r.shot.foreground in ids else r.shot.foreground
            setup = r.shot.setup
            if (len(left) == 1 and setup in (Setup.TWO_SHOT, Setup.GROUP)) or (setup is Setup.OTS and front is None):
                setup = Setup.SINGLE
            r.mark(f"without {', '.join(ids)}", without=",".join(dict.fromkeys([*gone, *ids])))
            r.shot = replace(r.shot, subjects=left or r.shot.subjects, foreground=front, setup=setup)
        else:
            r.left += " " + hit.group()
    if hit := r.take(r"\b(?:add|include|also show|bring in) ([A-Z][\w' ]{1,30})"):
        ids = [i for i in r.cast.mentions(hit.group(1), any_case=True) if i not in r.shot.subjects]
        if ids:
            people = (*r.shot.subjects, *ids)
            setup = Setup.TWO_SHOT if len(people) == 2 else Setup.GROUP if len(people) > 2 else r.shot.setup
            r.mark(f"add {', '.join(ids)}", **{"with": ",".join(ids)})
            size = r.shot.size if r.shot.size not in (Size.CU, Size.ECU, Size.MCU) else Size.MS
            r.shot = replace(r.shot, subjects=people, setup=setup, size=size)
        else:
            r.left += " " + hit.group()


def _prop_scale(r: _Reader) -> None:
    hit = r.take(
        r"\b(?:show |make |have )?(?:the |that )?(monster|creature|beast|dragon|thing|giant) (?:(?:much"
        r"|a lot|even) )?"
        r"(bigger|larger|huger|taller|smaller)\b|\b(bigger|larger|taller|smaller) (monster|creature"
        r"|beast|dragon|giant)\b"
    )
    if hit:
        word = (hit.group(2) or hit.group(3)).lower()
        factor = 0.65 if word == "smaller" else 2.0 if _MUCH.search(hit.group()) else 1.5
        now = float(r.shot.changes.get("scale.monster", "1")) * factor
        r.mark(f"creature {word}", scale__monster=f"{now:g}")


def _pose(r: _Reader) -> None:
    for pose, words in _POSES.items():
        hit = r.take(
            rf"\b(?:have|let|make|with|get)? ?(?P<who>her|him|them|she|he|they|[A-Z][\w' ]{{1,24}}?)"
            rf" (?:is |are |should |to )?(?:be )?(?:{words})\b"
        )
        if not hit:
            continue
        who = hit.group("who")
        ids = r.cast.mentions(who, any_case=True)
        if not ids and who.lower() in ("them", "they"):
            ids = list(r.shot.subjects)
        if not ids and r.shot.subjects:
            female = who.lower() in ("her", "she")
            sided = [
                s
                for s in r.shot.subjects
                if (r.cast.gender.get(s, 0.5) < 0.5) == female and r.cast.gender.get(s, 0.5) != 0.5
            ]
            ids = (sided or list(r.shot.subjects))[:1] if who.lower() in ("her", "him", "she", "he") else []
        if not ids:
            r.left += " " + hit.group()
            continue
        for one in ids:
            r.mark(f"{one}: {pose}", **{f"pose.{one}": pose})


def _move(r: _Reader) -> None:
    if r.take(r"\b(?:no (?:camera )?move(?:ment)?|locked?[- ]?off|keep it still|don'?t move|stop moving|static)\b"):
        r.change("static", move=Move.STATIC)
        r.exact("move")
        return
    found = shotwords.find(r.left, "move")
    if found and isinstance(found[0], Move):
        r.take(re.escape(found[1]))
        r.change(f"move: {found[0].value}", move=found[0])
        r.exact("move")


def _time(r: _Reader) -> None:
    table: tuple[tuple[str, float, str], ...] = (
        (r"\b(?:much )?(?:faster|quicker|snappier)\b", 0.7, "faster"),
        (r"\b(?:much )?slower\b", 1.4, "slower"),
        (r"\bshorter\b(?! lens)|\bcut (?:it|this) down\b|\btoo long\b", 0.65, "shorter"),
        (r"\b(?:hold (?:it )?)?longer\b(?! lens)|\btoo short\b|\bhold on (?:it|this)\b", 1.5, "longer"),
    )
    if hit := r.take(r"\b(\d+(?:\.\d+)?) ?(?:s|sec|secs|seconds)\b"):
        r.change(f"{hit.group(1)} seconds", duration=max(6, round(float(hit.group(1)) * 24)))
        return
    for pattern, factor, what in table:
        if r.take(pattern):
            r.change(what, duration=max(6, round(r.shot.duration * factor)))
            return

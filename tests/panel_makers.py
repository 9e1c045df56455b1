"""Small synthetic panels and board items for the tests of the printed outputs."""

from pathlib import Path

from PIL import Image, ImageDraw

from secondunit.core.board import BoardItem

SIZES = ("WS", "MS", "CU")
MOVES = ("static", "dolly in", "static")


def item(n: int, **changes) -> BoardItem:
    """Shot n of a show with three shots a scene."""
    scene, place = divmod(n, 3)
    fields = {
        "shot": f"sc{scene + 1:02d}0_sh{place + 1:03d}0", "scene": f"sc{scene + 1:02d}0",
        "scene_number": str(scene + 1),
        "heading": f"INT. ROOM {scene + 1} - NIGHT", "size": SIZES[place], "angle": "eye", "move": MOVES[place],
        "lens": 35.0,
        "setup": "single", "action": f"Action of shot {n}.", "dialogue": (("MARA", f"Line {n}."),) if place else (),
        "duration": 10 + n, "take": "take 1 of 2", "recipe": "ab" * 32, "digest": "cd" * 32,
    }
    fields["panel"] = f"panel.{fields['shot']}"
    return BoardItem(**{**fields, **changes})


def draw(path: Path, size=(320, 180), grey=200) -> Path:
    """A flat panel with a dark block in the middle."""
    image = Image.new("RGB", size, (grey, grey, grey))
    ImageDraw.Draw(image).rectangle((size[0] // 3, size[1] // 3, size[0] * 2 // 3, size[1]), fill=(60, 60, 60))
    image.save(path)
    return path


def show(folder: Path, count: int, size=(320, 180)):
    """Return items and panels of a show of `count` shots."""
    items = [item(n) for n in range(count)]
    return items, {entry.shot: draw(folder / f"{entry.shot}.png", size, 150 + n % 100) for n, entry in enumerate(items)}

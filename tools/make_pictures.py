"""Compose the pictures of the README from a production's proposals, and from what roto and clean-up wrote.

`tools/make_pictures.py [PRODUCTION] [--roto DIR --cleanup DIR --masks DIR] [-o docs/pictures] [--shots A,B,...]
[--take N] [--page N] [--plate DIR]`

boards.png  a sheet of panels, three beside each other, chosen with --shots
page.png    one page of boards.pdf (needs `pdftoppm` of poppler)
report.png  the top of report.html (needs a Chromium)
stripboard.png  the first page of script/stripboard.pdf, in colour (needs `pdftoppm`)
pacing.png  the top of script/pacing.html, in colour (needs a Chromium)
roto.png    a frame: plate, matte, shapes, the object over another ground, the plate without it
cleanup.png three frames: what is to go in red, and the plate without it
            (both from the outputs of `secondunit roto` and `secondunit cleanup`, and the masks that clean-up was given)

The same proposals give the same boards.png and page.png; screenshots also depend on the browser and its fonts.
A picture whose program is missing is left out with a message; the others are still made.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

SHOTS = "sc010_sh0020,sc030_sh0010,sc040_sh0010,sc050_sh0110,sc090_sh0010,sc120_sh0050"
MOST = 400_000  # bytes of a picture in the repository
GREYS = 64  # ink on paper needs no more tones, and a palette halves the file
PLATE = Path("examples/plates/street")
ROTO_FRAME, CLEAN_FRAMES = "street.1003", ("street.1001", "street.1003", "street.1005")
LARGER = 4  # times a plate is enlarged for a picture, which is then cropped
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def save(picture: Image.Image, path: Path, mode: str = "L", most_tones: int = GREYS) -> None:
    """Write a palette PNG below MOST bytes, smaller if it must be; `mode` is L for greys or RGB."""
    while True:
        tones = picture.convert(mode).quantize(most_tones, dither=Image.Dither.NONE)
        tones.save(path, optimize=True)
        size = path.stat().st_size
        if size <= MOST:
            print(f"{path}  {picture.width} x {picture.height}, {size // 1000} kB")
            return
        picture = picture.resize((picture.width * 9 // 10, picture.height * 9 // 10), Image.Resampling.LANCZOS)


def sheet(panels: list[Path], width: int = 480, gap: int = 6, columns: int = 3) -> Image.Image:
    """Return the panels side by side on white, all as wide as `width` and of the shape of the first."""
    pictures = [Image.open(path).convert("L") for path in panels]
    height = round(width * pictures[0].height / pictures[0].width)
    rows = -(-len(pictures) // columns)
    page = Image.new("L", (columns * (width + gap) - gap, rows * (height + gap) - gap), 255)
    for place, picture in enumerate(pictures):
        small = picture.resize((width, height), Image.Resampling.LANCZOS)
        page.paste(small, ((place % columns) * (width + gap), (place // columns) * (height + gap)))
    return page


def pdf_page(pdf: Path, number: int, dots: int, colour: bool = False) -> Image.Image | None:
    """Return page `number` of a PDF at so many dots to the inch, or None if pdftoppm is missing."""
    program = shutil.which("pdftoppm")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page"
        page = ["-r", str(dots), "-f", str(number), "-l", str(number), "-singlefile", str(pdf)]
        command = [program, *([] if colour else ["-gray"]), *page]
        subprocess.run([*command, str(target)], check=True)
        picture = Image.open(target.with_suffix(".ppm" if colour else ".pgm"))
        picture.load()
    return picture


def screenshot(page: Path, width: int, height: int) -> Image.Image | None:
    """Return the top of an HTML page as a headless Chromium draws it, or None if there is no Chromium."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "shot.png"
        copy = Path(folder) / "report.html"  # proposals are links without a suffix; a browser goes by the suffix
        shutil.copyfile(page, copy)
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"]
        flags += [f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", f"--screenshot={target}"]
        subprocess.run([program, *flags, copy.as_uri()], check=True, capture_output=True, timeout=120)
        picture = Image.open(target)
        picture.load()
    return picture


def strip(rows: list[list[Image.Image]], gap: int = 6) -> Image.Image:
    """Return pictures of one size in rows on white."""
    wide, high = rows[0][0].size
    page = Image.new("RGB", (len(rows[0]) * (wide + gap) - gap, len(rows) * (high + gap) - gap), "white")
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            page.paste(picture, (x * (wide + gap), y * (high + gap)))
    return page


def enlarged(path: Path, mode: str) -> Image.Image:
    """Return a frame LARGER times its size."""
    picture = Image.open(path).convert(mode)
    return picture.resize((picture.width * LARGER, picture.height * LARGER), Image.Resampling.LANCZOS)


def roto(plate: Path, made: Path, cleaned: Path) -> Image.Image:
    """Return a frame five times: plate, matte, shapes with their points, the object elsewhere, the plate without it."""
    from secondunit.departments.roto.curves.raster import polygon
    from secondunit.formats.roto_json import read_json

    number = int(ROTO_FRAME.rpartition(".")[2])
    frame, matte = enlarged(plate / f"{ROTO_FRAME}.jpg", "RGB"), enlarged(made / "alpha" / f"{ROTO_FRAME}.png", "L")
    colours = enlarged(made / "fg" / f"{ROTO_FRAME}.png", "RGBA")
    gone = enlarged(cleaned / f"{ROTO_FRAME}.png", "RGB")
    drawn = Image.blend(frame, Image.new("RGB", frame.size, (30, 30, 36)), 0.45)
    pen = ImageDraw.Draw(drawn)
    for shape in read_json((made / "curves" / "roto.json").read_bytes()).shapes():
        if shape.lives(number):
            line = [(float(x) * LARGER, float(y) * LARGER) for x, y in polygon(shape.at(number))]
            pen.line([*line, line[0]], fill=(255, 196, 40), width=4, joint="curve")
            for point in shape.at(number):
                x, y = point.x * LARGER, point.y * LARGER
                pen.rectangle((x - 5, y - 5, x + 5, y + 5), fill=(255, 255, 255), outline=(20, 20, 20), width=1)
    elsewhere = Image.new("RGB", frame.size, (236, 158, 84))
    elsewhere.paste(colours, (0, 0), colours.getchannel("A"))
    box = around(matte.point(lambda value: 255 * (value > 127)).getbbox(), frame.size, 448, 560)
    parts = (frame, matte.convert("RGB"), drawn, elsewhere, gone)
    return strip([[part.crop(box).resize((256, 320), Image.Resampling.LANCZOS) for part in parts]])


def around(box: tuple[int, ...] | None, size: tuple[int, int], wide: int, high: int) -> tuple[int, int, int, int]:
    """Return a crop of one size about a box (the middle, for none), inside the picture."""
    left, top, right, bottom = box or (0, 0, *size)
    x = min(max(0, (left + right - wide) // 2), size[0] - wide)
    y = min(max(0, (top + bottom - high) // 2), size[1] - high)
    return x, y, x + wide, y + high


def cleanup(plate: Path, masks: Path, cleaned: Path) -> Image.Image:
    """Return three frames: above the plate with what is to go in red, below the plate without it."""
    above, below = [], []
    for name in CLEAN_FRAMES:
        frame, mask = enlarged(plate / f"{name}.jpg", "RGB"), enlarged(masks / f"{name}.png", "L")
        red = Image.composite(Image.blend(frame, Image.new("RGB", frame.size, (230, 40, 40)), 0.45), frame, mask)
        box = around(mask.getbbox(), frame.size, 880, 620)
        above.append(red.crop(box).resize((360, 254), Image.Resampling.LANCZOS))
        clean = enlarged(cleaned / f"{name}.png", "RGB")
        below.append(clean.crop(box).resize((360, 254), Image.Resampling.LANCZOS))
    return strip([above, below])


def main() -> None:
    """Make what can be made; the exit code is 1 if a picture is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("production", type=Path, nargs="?")
    parser.add_argument("--roto", type=Path, help="what `secondunit roto` wrote for the plate")
    parser.add_argument("--cleanup", type=Path, help="what `secondunit cleanup` wrote for the plate")
    parser.add_argument("--masks", type=Path, help="the masks that it was given")
    parser.add_argument("--plate", type=Path, default=PLATE)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--shots", default=SHOTS, help="shots of the sheet, in order")
    parser.add_argument("--take", type=int, default=1)
    parser.add_argument("--page", type=int, default=2, help="page of boards.pdf")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    if options.roto and options.cleanup and options.masks:
        cleaned = options.cleanup / "clean"
        save(roto(options.plate, options.roto, cleaned), options.output / "roto.png", "RGB", 255)
        save(cleanup(options.plate, options.masks, cleaned), options.output / "cleanup.png", "RGB", 255)
    if options.production is None:
        return
    look = options.production / "proposals"
    panels = [look / "panels" / f"{shot}_take{options.take}.png" for shot in options.shots.split(",")]
    if missing := [path.name for path in panels if not path.exists()]:
        sys.exit(f"not in {look / 'panels'}: {', '.join(missing)}")
    save(sheet(panels), options.output / "boards.png")
    left = []
    papers = look / "script"
    for name, why, picture, mode in (
        ("page.png", "pdftoppm", pdf_page(look / "boards.pdf", options.page, 110), "L"),
        ("report.png", "a Chromium", screenshot(look / "report.html", 1200, 900), "L"),
        ("stripboard.png", "pdftoppm", pdf_page(papers / "stripboard.pdf", 1, 110, colour=True), "RGB"),
        ("pacing.png", "a Chromium", screenshot(papers / "pacing.html", 1200, 900), "RGB"),
    ):
        if picture is None:
            left.append(f"{name} is left out: it needs {why}")
        else:
            save(picture, options.output / name, mode)
    if left:
        sys.exit("\n".join(left))


if __name__ == "__main__":
    main()

"""Compose the pictures of the README from a production's proposals.

`tools/make_pictures.py PRODUCTION [-o docs/pictures] [--shots A,B,...] [--take N] [--page N]`

boards.png  a sheet of panels, three beside each other, chosen with --shots
page.png    one page of boards.pdf (needs `pdftoppm` of poppler)
report.png  the top of report.html (needs a Chromium)
stripboard.png  the first page of script/stripboard.pdf, in colour (needs `pdftoppm`)
pacing.png  the top of script/pacing.html, in colour (needs a Chromium)

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

from PIL import Image

SHOTS = "sc010_sh0020,sc030_sh0010,sc040_sh0010,sc050_sh0110,sc090_sh0010,sc120_sh0050"
MOST = 400_000  # bytes of a picture in the repository
GREYS = 64  # ink on paper needs no more tones, and a palette halves the file
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def save(picture: Image.Image, path: Path, mode: str = "L") -> None:
    """Write a palette PNG below MOST bytes, smaller if it must be; `mode` is L for greys or RGB."""
    while True:
        tones = picture.convert(mode).quantize(GREYS, dither=Image.Dither.NONE)
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


def main() -> None:
    """Make what can be made; the exit code is 1 if a picture is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("production", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--shots", default=SHOTS, help="shots of the sheet, in order")
    parser.add_argument("--take", type=int, default=1)
    parser.add_argument("--page", type=int, default=2, help="page of boards.pdf")
    options = parser.parse_args()
    look = options.production / "proposals"
    options.output.mkdir(parents=True, exist_ok=True)
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

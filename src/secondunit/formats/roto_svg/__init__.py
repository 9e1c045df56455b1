"""Roto shapes as SVG: one path a key in a group a shape, moving in a browser where a frame rate is given; and back."""

from secondunit.formats.roto_svg.reader import read_svg
from secondunit.formats.roto_svg.writer import write_svg

__all__ = ["read_svg", "write_svg"]

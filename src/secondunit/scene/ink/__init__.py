"""The ink renderer: a stage becomes a storyboard panel and exact passes, by Embree rays and numpy."""

from secondunit.scene.ink.board import render
from secondunit.scene.ink.style import InkPasses, InkStyle

__all__ = ["InkPasses", "InkStyle", "render"]

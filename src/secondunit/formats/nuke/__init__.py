"""Foundry Nuke's Roto node: text for its clipboard, a Python script that builds it, and the text read back."""

from secondunit.formats.nuke.reader import read_nuke
from secondunit.formats.nuke.script import write_nuke_script
from secondunit.formats.nuke.writer import write_nuke

__all__ = ["read_nuke", "write_nuke", "write_nuke_script"]

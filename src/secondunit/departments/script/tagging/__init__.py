"""Tagging: what every scene needs, department by department, with the words that prove it."""

from secondunit.departments.script.tagging.rules import tag

__all__ = ["tag"]

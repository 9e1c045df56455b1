"""Script department: scenes, characters and locations of a screenplay."""

from secondunit.departments.script.breakdown import breakdown

__all__ = ["breakdown"]

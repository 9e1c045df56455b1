"""Script department: scenes, characters and locations of a screenplay."""

"""Second Unit: the machine does the second unit's work and people decide."""

__version__ = "0.1.0"

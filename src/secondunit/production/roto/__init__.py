"""Plates of a production and their mattes."""

from secondunit.production.roto.desk import RotoDesk

__all__ = ["RotoDesk"]

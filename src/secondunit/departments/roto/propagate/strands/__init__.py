"""Strands: what is long and a few pixels wide (ropes, straps, rims, wires) is followed as lines beside the masks."""

from secondunit.departments.roto.propagate.strands.walk import along, among_keys

__all__ = ["along", "among_keys"]

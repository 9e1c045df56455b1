"""Masks over time to articulated Bezier shapes with few keys, and those shapes back to mattes."""

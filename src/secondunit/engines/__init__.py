"""Engines make: they run in workers and see neither store nor gates."""

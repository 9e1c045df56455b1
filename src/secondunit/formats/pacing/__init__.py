"""Pacing as plots and as a page."""

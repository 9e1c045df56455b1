"""Keying: mattes from the colour of a screen, from brightness, or from what a clean plate does not show."""

"""Roto: mattes, curves and clean plates from a plate and a few keys; its craft works without a production."""

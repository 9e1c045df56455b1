"""Bodies: evaluation of the CC0 body asset, poses, clothes and hair; see `build`."""

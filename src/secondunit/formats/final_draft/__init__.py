"""Parts of Final Draft XML; `formats.fdx` is the front."""

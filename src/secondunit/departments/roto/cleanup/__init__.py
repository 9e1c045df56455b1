"""Clean-up: an object or a wire goes, what was behind it comes back; everything outside the mask stays as it was.

`removal.remove` streams frames and masks: borrow along homography and flow from other frames, carry earlier fills,
make up what was never seen from patches, blend in the gradient domain, lay the plate's grain over it.
"""

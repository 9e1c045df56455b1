"""What every department that works on plates shares: pixels, optical flow, warping. Plain functions on arrays."""

"""Matting: from a rough mask and its picture to a soft matte, its foreground colours, and a steady sequence."""

"""Credentials of media: what they say, how they are stamped, linted, read and verified, and the list of a delivery."""

"""Policy, clearances and credentials: what may be made, and how it was made."""

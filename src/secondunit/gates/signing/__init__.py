"""Keys, certificates and clearances: who signs, and the gate's own signed yes."""

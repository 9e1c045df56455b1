"""Signed records of rights and the ledger that tells of them: register, roll call, verifier, entries of decisions."""

"""Similarity of outputs to pictures that a production names: fingerprints, reference sets, findings.

What is found is a fact ("this is near to that, by so much"), never an opinion on rights.
"""

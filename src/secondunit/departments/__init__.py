"""Departments plan: parameters, recipes and their craft as pure functions."""

"""Storyboards as a PDF."""

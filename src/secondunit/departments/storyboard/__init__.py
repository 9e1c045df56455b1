"""Storyboard department: shot list, blocking, cameras and recipes."""

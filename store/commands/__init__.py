"""The commands of `python -m store`, one file for each or for some that belong together."""

"""The commands of `python -m store`, one file each; `add` puts a command into the parser."""

"""Captions: from cues to turns."""

"""Clips out of recordings."""

LONGEST_S = 60.0
"""No clip is longer: as a voice note that is 0.3 MB, and Telegram shows up to 1 MB as one."""

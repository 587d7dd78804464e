"""Clips out of recordings."""

"""Transcripts from the web: fetching, feeds, keeping up with them."""

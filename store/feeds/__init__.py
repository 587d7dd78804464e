"""Podcast feeds: fetching from the web, reading feeds, syncing them into the library."""

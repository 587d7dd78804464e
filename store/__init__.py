"""Transcripts in one SQLite file, and the quotes that answer a question. Knows nothing of Telegram."""

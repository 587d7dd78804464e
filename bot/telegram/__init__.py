"""The connection to Telegram: calls out, updates in, each chat's queue."""

"""Search: from a question to quotes."""

"""From a question to quotes."""

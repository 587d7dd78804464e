"""What the store has to say of a file, as values, and how a language words them; the English words."""

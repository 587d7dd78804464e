"""What can be the name of a speaker, and what cannot."""

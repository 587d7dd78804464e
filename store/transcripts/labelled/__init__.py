"""Text whose lines say who speaks."""

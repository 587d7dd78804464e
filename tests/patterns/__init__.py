"""Every regular expression of the program, found by itself, and how many steps the worst text takes of it."""

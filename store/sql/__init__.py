"""All SQL: tables, index, and what only SQLite has."""

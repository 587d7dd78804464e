"""Queries: what a person asks for, read from the store and returned as frozen values."""

"""The index: which turns hold which terms, what people and episodes are called, and the Latin words."""

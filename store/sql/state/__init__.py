"""What a bot remembers: the statements behind `storage.State`."""

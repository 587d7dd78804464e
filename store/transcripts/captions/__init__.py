"""From captions to turns."""

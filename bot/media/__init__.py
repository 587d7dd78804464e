"""What a quote sounds and looks like: clips, quote cards, pictures of an episode. Nothing here knows Telegram."""

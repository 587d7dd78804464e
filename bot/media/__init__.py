"""Audio clips, quote cards and pictures of an episode, made from plain values. Nothing here knows Telegram."""

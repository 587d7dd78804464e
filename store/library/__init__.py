"""What is kept and how it changes: people, episodes, quotes, times, links."""

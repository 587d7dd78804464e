"""What a message is that is no search: a moment of the recording, small talk, or what an episode is about."""

"""What readers of several formats share: bytes, JSON, XML, clocks, dates, drafts of turns."""

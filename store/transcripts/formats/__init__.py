"""One reader for each format of transcripts."""

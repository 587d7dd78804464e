"""What people do, one file for each thing: hear, ask, say."""

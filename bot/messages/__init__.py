"""Reading what came, and sending: replies, files, menus."""

"""What the bot says. A topic is one file here: its EXAMPLES and answer()."""

"""What a text means: text in, meaning out. No storage, no Flask, no clock."""

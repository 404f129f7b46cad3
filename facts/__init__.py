"""What the business knows and says of itself, read from its folder at start-up."""

"""What is remembered. The rooms further in know only `records` and `contract`."""

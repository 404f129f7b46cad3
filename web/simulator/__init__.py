"""A phone in the browser: posts really signed requests into the real path."""

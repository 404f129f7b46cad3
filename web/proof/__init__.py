"""The proof of consent for one number: as JSON that is checked offline, and as a page to print."""

"""What may be sent: history in, decision out."""

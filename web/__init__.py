"""How the world comes in: the only Flask, Twilio and click code."""

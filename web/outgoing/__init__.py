"""The outgoing webhook: each change of consent is told to one receiver, again until it is taken."""

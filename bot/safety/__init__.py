"""Is this a crisis, a concern or neither, what is open to this person, which lines of help. Pure."""

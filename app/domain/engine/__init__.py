"""What to do with a step that is due, and what follows from how it went."""

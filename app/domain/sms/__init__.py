"""The text of a message: templates, segments, names and phone numbers."""

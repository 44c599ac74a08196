"""Drafts that wait for a person, and the use of the model."""

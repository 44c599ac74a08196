"""Nudge follows up with people by SMS until they answer."""

"""The routes that the SMS provider calls."""

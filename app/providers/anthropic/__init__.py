"""The writer of AI steps on Anthropic's API."""

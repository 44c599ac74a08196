"""Anthropic: the only place that knows its API, its prompts, its errors and how it is paid."""

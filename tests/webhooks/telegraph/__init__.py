"""A second SMS provider, complete and tiny: JSON, its own signature, its own ids and status words."""

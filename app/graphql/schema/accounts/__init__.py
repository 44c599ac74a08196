"""Partners and accounts."""

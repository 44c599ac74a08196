"""Partners, their keys, and the accounts they send for."""

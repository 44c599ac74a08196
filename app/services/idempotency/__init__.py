"""Calls with an `Idempotency-Key`."""

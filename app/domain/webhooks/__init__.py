"""Outgoing webhooks: which events there are, and how they are written, signed and sent."""

"""Outgoing webhooks: endpoints and deliveries."""

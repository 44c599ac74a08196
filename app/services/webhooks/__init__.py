"""Outgoing webhooks: what partners' software is told. Other topics use the names below only."""

from app.services.webhooks.delivering import deliver_due, keep_delivering

__all__ = ["deliver_due", "keep_delivering"]

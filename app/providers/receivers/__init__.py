"""Receivers: the partners' servers that are told of events."""

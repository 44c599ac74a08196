"""Ports to the outside world, each beside its adapters."""

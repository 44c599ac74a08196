"""Leads: how imported rows are merged into them."""

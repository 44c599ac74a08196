"""Leads: how imported rows become one person."""

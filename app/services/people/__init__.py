"""Leads: found and imported."""

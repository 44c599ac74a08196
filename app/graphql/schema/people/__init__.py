"""Leads and their consent."""

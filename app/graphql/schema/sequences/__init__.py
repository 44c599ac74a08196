"""Sequences and their steps."""

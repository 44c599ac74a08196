"""Sequences and their versions."""

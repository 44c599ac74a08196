"""Tortoise migrations, in order."""

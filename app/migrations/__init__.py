"""Tortoise migrations, in order. They import nothing of `app`: a released migration does not change with the code."""

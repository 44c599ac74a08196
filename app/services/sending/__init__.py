"""A step on its way: claim, submit, record."""

"""The arq workers: where due steps are executed."""

"""How the work of a command runs in a process, and the program of an API process."""

from app.observability.heap import load_quickly

load_quickly()

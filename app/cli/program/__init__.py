"""How the work of a command runs in a process, and the program of an API process."""

"""What the types of every topic are built from."""

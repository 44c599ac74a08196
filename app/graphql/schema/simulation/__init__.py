"""What the built-in simulator lets a caller play."""

"""What leaves when the model writes the worst, and what is held up when it writes well: `cases.toml`."""

"""The `nudge` command: a module for each subcommand."""

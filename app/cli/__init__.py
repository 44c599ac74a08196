"""The `nudge` command: a module for each subcommand."""

from app.observability.interruptions import end_quietly

end_quietly()

"""Pure decisions: no I/O, no clock of their own; `now` is always handed in."""

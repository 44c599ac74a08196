"""The parts of `nudge doctor`."""

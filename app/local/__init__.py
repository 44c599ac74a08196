"""Everything on one machine: embedded stores, `nudge dev` and `nudge reply`. Nothing of it runs in production."""

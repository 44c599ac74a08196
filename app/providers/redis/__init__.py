"""Wake-ups, events and rate limits on Redis or Valkey."""

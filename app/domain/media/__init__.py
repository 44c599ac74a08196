"""Files that leads send: how they are fetched, what type they have, and the links under which they are read."""

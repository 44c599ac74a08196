"""The addresses of PostgreSQL and Redis, as providers hand them out. Pure: nothing is connected to, no file is read."""

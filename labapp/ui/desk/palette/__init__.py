"""One box for everything: search, and commands in plain words."""

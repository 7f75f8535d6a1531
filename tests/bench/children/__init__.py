"""Programs that the bench starts; each says on standard output when it got where."""

"""Commands: one small module per command."""

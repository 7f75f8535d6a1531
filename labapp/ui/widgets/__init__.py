"""The widgets this program paints itself."""

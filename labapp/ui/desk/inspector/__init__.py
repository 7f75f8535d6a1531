"""The panel at the right: the chosen booking, a new one, and what stands in its way."""

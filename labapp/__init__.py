"""The desk of an AI lab: who is coming, what is where, what fits, what to print."""

__version__ = "0.1.0"

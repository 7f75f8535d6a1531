"""Documents as data, set as PDF."""

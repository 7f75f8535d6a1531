"""The panel of one exhibitor, and the form of a new one."""

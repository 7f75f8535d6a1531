"""Lists of the desk: searched while typing, columns of one's own, many chosen at once."""

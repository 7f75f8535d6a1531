"""The parts of the page that says what is on today."""

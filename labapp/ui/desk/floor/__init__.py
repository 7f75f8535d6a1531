"""The parts of the floor page."""

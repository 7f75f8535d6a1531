"""Rules of the lab: values, decisions and refusals; standard library only."""

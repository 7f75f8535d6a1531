"""Is a toolkit ready? Each probe really looks, within a time limit, and says what it saw."""

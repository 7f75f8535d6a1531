"""Tables, queries, the occupancy law, the journal: SQLite and PostgreSQL."""

"""What belongs to the board's page: what it shows, prints, and lets a person do."""

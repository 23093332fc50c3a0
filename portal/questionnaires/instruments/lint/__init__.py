"""What keeps an instrument from being published, and what its author may want to look at."""

"""What keeps a kit from being published, and what its author may want to look at."""

"""What the network asks of teams, counted in minutes before anything is sent."""

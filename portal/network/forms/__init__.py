"""What people ask of the roster, and what they fill in to change it."""

"""What needs doing for an organisation: tasks, hand-over, starting up, and moments of support."""

"""What teams miss: told, shared by others, and answered with a kit or with a reason."""

"""What this room reads, a page or two a module."""

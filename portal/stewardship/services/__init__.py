"""The only writers of what is kept of the life of a kit."""

"""The only writers of this room, an act or a few a module."""

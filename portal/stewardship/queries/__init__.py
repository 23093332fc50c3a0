"""Reads of the life of kits: one kit, all of them, the teams that try one out, who is told."""

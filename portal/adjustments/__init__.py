"""Adjusting the approach: what people said, what was decided, what changed, did it help."""

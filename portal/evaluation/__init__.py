"""Process evaluation: asked with a meeting, shown after closing, answered by what changed."""

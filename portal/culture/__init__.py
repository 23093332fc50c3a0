"""Culture measurement: asked per team with codes on paper, read along the model of the project."""

"""MOI lesson kits: read from their folders, checked, published, shown and taken along."""

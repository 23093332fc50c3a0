"""Documents to print and to keep: HTML that we trust becomes a tagged, reproducible PDF."""

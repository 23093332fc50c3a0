"""What every visitor may open first: the front page, the statements, and the health probes."""

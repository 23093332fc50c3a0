"""Open answers coded to the domains of CFIR, by the project team."""

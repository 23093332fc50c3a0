"""The folder of a kit: what its files hold, and where each value stands."""

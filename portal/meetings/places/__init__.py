"""Seats at a meeting: who has one, who waits, teams that come along."""

"""The day of a meeting and what is kept of it: who was there, guests, attestations."""

"""What a campaign adds up to: scores, statistics, suppression, and the snapshots that are shown."""

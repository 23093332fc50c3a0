"""One box that finds organisations, teams, people, kits and meetings within reach."""

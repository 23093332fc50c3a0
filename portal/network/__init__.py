"""The learning network: its plan, organisations, teams, people and the posts they hold."""

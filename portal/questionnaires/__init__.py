"""Questionnaires: instruments as data, campaigns, anonymous answers, and the figures they give."""

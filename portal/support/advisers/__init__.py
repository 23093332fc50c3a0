"""Whom people of an organisation can turn to in confidence."""

"""Polls that find a day: days proposed, marked by who is asked, and one of them picked."""

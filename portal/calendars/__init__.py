"""Calendars that people subscribe to, each with its own address."""

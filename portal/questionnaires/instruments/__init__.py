"""Instruments as data: read from files, checked, kept in versions that never change."""

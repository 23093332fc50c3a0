"""Filling in: one section a page, for who was invited and for who holds a code."""

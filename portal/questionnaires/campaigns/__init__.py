"""Askings: who is asked what and until when, in units large enough to hide in."""

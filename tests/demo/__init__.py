"""Tests of the practice network."""

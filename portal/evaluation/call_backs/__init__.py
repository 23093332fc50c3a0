"""Wishes to be called back, tied to no answer: asked, told, done, erased."""

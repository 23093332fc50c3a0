"""The trail of acts: who did what, and when; never what was in it."""

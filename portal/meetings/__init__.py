"""Meetings: the bimonthly series, its invitations and answers, who was there, and the minutes."""

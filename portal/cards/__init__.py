"""What a team tries, how it went and what help it wants: its card, by account or by its code."""

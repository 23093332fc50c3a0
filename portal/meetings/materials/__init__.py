"""What belongs to a meeting to read or to take along: links and files."""

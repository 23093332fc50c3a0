"""What the rooms below tell together: the first page of the day. Reads all rooms, writes none."""

"""The roster from a file: read, checked as a whole, shown as differences, then written or not."""

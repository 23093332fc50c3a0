"""Building a version: a draft that coordinators edit, preview, compare and publish."""

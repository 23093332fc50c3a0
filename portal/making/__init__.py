"""How a lesson kit comes about: proposed, written together, sent in, put in as a pilot."""

"""What was said and agreed at a meeting: minutes, decisions, and actions until they are done."""

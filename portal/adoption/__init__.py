"""What teams did with the lesson kits, in their own words, and which kit comes next."""

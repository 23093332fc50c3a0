"""A version tried out with names before its use: a few people say where they stumble."""

"""The outbox: mail is written with the act that causes it, and leaves later, once."""

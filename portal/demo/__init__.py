"""The practice network: fictional, filled through the services, the same on every machine."""

"""Signing in with the account that an organisation gave its people (OpenID Connect)."""

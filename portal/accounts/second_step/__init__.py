"""The second step of signing in: codes from an app, passkeys, recovery codes, and proving anew."""

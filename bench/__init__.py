"""The measuring bench: the portal beside a bare Flask page, in one run on one machine."""

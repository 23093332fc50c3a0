"""One's own account: devices, password, address, and how long one is still signed in."""

"""The portal of the Mangomoment learning network. Start at ``portal.app.create_app``."""

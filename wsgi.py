"""What the web server imports: the portal, made from the environment."""

import os
import sys

from portal.app import create_app, load_ahead
from portal.config import ConfigError, Settings

try:
    app = create_app(Settings.from_env(os.environ))
except ConfigError as error:
    sys.exit(f"The portal cannot start.\n{error}")
if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # a server, not a command
    load_ahead(app)

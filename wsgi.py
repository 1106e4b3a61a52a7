"""What the web server loads: `granian --interface wsgi wsgi:app`, or any WSGI server."""

import os
import sys

from app import create_app
from app.core import collector
from app.local.settings import for_commands
from config import Config, ConfigError

try:
    with collector.starting():
        app = create_app(Config.from_env(for_commands(os.environ)))
except ConfigError as error:
    sys.exit(str(error))  # the mistakes, one a line, without the way through our code

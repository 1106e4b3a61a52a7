"""What the web server loads: `granian --interface wsgi wsgi:app`, or any WSGI server."""

import os

from app import create_app
from app.local.settings import for_commands
from config import Config

app = create_app(Config.from_env(for_commands(os.environ)))

"""What the web server loads: `granian --interface wsgi wsgi:app`, or any WSGI server."""

from app import create_app

app = create_app()

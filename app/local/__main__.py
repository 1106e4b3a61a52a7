"""`python -m app.local` is `flask up`, without loading the whole application in order to start it."""

from app.local.cli import cli

cli(prog_name="flask up")

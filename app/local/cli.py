"""`flask up`: the whole of Porte-voix on this machine."""

from __future__ import annotations

import os
import sys

import click

from app.local.engines import EngineMissing
from app.local.launch import launch
from app.local.preflight import CannotStart
from app.local.supervisor import StartFailed
from config import ConfigError


@click.command("up")
def cli() -> None:
    """Start the site, its worker, its periodic jobs and every engine that is not replaced by a setting.

    DATABASE_URL, REDIS_URL and MAIL_SERVER replace SQLite, Valkey and the local inbox; PORT changes the
    port (8000). Ctrl-C stops everything.
    """
    try:
        launch(os.environ)
    except StartFailed as error:
        click.echo(f"« {error} » n’a pas démarré. / {error} did not start.\n{error.hint}", err=True)
        sys.exit(1)
    except (CannotStart, ConfigError, EngineMissing) as error:
        click.echo(str(error), err=True)
        sys.exit(1)

"""What every group of commands has in common: without its database, a command says so in one sentence."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError


class Commands(AppGroup):
    """The commands of one feature."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            reason = str(error.orig).partition("\n")[0]
            raise click.ClickException(
                f"La base de données ne répond pas, ou n’a pas encore ses tables ({reason}).\n"
                "Démarrez d’abord le site avec « make run », ou indiquez DATABASE_URL et SECRET_KEY."
            ) from None

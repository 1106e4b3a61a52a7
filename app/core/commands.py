"""What every group of commands has in common: what the domain refuses is one sentence, and the exit code 1.

A feature says once, where its commands are, how each of its refusals reads in a terminal; whatever command meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.core import tabular
from app.core.tabular import TabularError

Sentence = Callable[[Any], str]  # of the error that was raised

_refusals: dict[type[Exception], Sentence] = {TabularError: tabular.in_words}


def register_refusals(sentences: Mapping[type[Exception], Sentence]) -> None:
    """At start: how each of these errors reads in a terminal."""
    _refusals.update(sentences)


class Commands(AppGroup):
    """The commands of one feature."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except tuple(_refusals) as error:
            in_words = next(_refusals[one] for one in type(error).__mro__ if one in _refusals)
            raise click.ClickException(in_words(error)) from None
        except (OperationalError, ProgrammingError) as error:
            reason = str(error.orig).partition("\n")[0]
            raise click.ClickException(
                f"La base de données ne répond pas, ou n’a pas encore ses tables ({reason}).\n"
                "Démarrez d’abord le site avec « make run », ou indiquez DATABASE_URL et SECRET_KEY."
            ) from None

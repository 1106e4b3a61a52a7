"""`flask demo load`: fill an empty installation with invented people, to try the product."""

from __future__ import annotations

import click
from flask import current_app

from app.core.commands import Commands
from app.deliveries import service as deliveries
from app.local import demonstration_loader
from app.local.demonstration_account import EMAIL, password

cli = Commands("demo", help="La démonstration : tout y est inventé.")


@cli.command("load")
def load() -> None:
    """Charger la démonstration (sans rien doubler)."""
    if not current_app.config["DEMONSTRATION"]:
        click.echo("Refusé : la démonstration ne se charge que si DEMONSTRATION=1.", err=True)
        raise click.exceptions.Exit(1)
    chosen = password(is_local=current_app.config["IS_LOCAL"])
    is_new = demonstration_loader.load(chosen)
    deliveries.sweep()  # a first round: nothing is late while the worker starts, and /sante need not say so
    known = f"mot de passe : {chosen}" if is_new else "mot de passe inchangé"
    click.echo(f"Démonstration chargée. Compte de l’équipe : {EMAIL}, {known}")

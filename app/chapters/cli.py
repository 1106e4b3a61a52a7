"""`flask reference load`: the facts that every installation starts with."""

from __future__ import annotations

import click

from app.chapters import service
from app.core.commands import Commands

cli = Commands("reference", help="Données de référence : régions, antennes, carte électorale.")


@cli.command("load")
def load() -> None:
    """Charger les régions, les antennes régionales et la carte électorale de 2026 (sans rien doubler)."""
    service.load_reference()
    click.echo("Régions, antennes régionales et carte électorale de 2026 : chargées.")

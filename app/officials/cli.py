"""`flask officials load | list | end | list-put`: who can be written to, until staff have it on their desk."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

import click

from app.core.commands import Commands, register_refusals
from app.officials import service
from app.officials.errors import NoSuchMandate, NoSuchOfficial, OfficialsFileError
from app.officials.models import Mandate

cli = Commands("officials", help="Personnes élues : charger, lister, finir un mandat, tenir une liste fixe.")
register_refusals(
    {
        NoSuchMandate: lambda error: "Aucun mandat de ce numéro.",
        NoSuchOfficial: lambda error: f"Aucune personne de ce numéro : {error}",
        OfficialsFileError: str,
    }
)


@cli.command("load")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="D’où viennent les adresses, et de quand; conservé avec chaque personne.")
def load(path: Path, source: str) -> None:
    """Charger un CSV : name, gender (f ou m), party, email, phone, riding, portfolio, starts_on.

    Un siège ou un portefeuille déjà tenu reste comme il est : finissez d’abord le mandat de l’ancienne personne.
    """
    try:
        added = service.load_officials(path, contact_source=source)
    except UnicodeDecodeError:
        raise click.ClickException(f"{path.name}: not UTF-8 text") from None
    click.echo(f"{path.name} : personnes ajoutées, {added}")


@cli.command("list")
def list_() -> None:
    """Les mandats en cours : numéro du mandat, numéro de la personne, office, nom."""
    for mandate in service.in_office():
        reach = "" if mandate.official.can_be_written_to else "  (aucune adresse)"
        click.echo(f"{mandate.id}  {mandate.official_id}  {_office(mandate)}  {mandate.official.name}{reach}")


def _office(mandate: Mandate) -> str:
    return mandate.riding.name if mandate.riding else f"minister:{mandate.portfolio}"


@cli.command("end")
@click.argument("mandate_id", type=click.UUID)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Le dernier jour du mandat.")
def end(mandate_id: uuid.UUID, day: datetime) -> None:
    """Finir un mandat : le siège ou le portefeuille est vacant dès le lendemain."""
    try:
        service.end_mandate(mandate_id, on=day.date())
    except ValueError:
        raise click.ClickException("Un mandat ne finit pas avant d’avoir commencé.") from None
    click.echo(f"Dernier jour : {day:%Y-%m-%d}.")


@cli.command("list-put")
@click.argument("name")
@click.argument("official_ids", nargs=-1, required=True, type=click.UUID)
def list_put(name: str, official_ids: tuple[uuid.UUID, ...]) -> None:
    """Mettre ces personnes, dans cet ordre, sur la liste fixe NAME; qui y était avant n’y est plus."""
    service.put_on_list(name, service.officials(official_ids))
    click.echo(f"fixed:{name} : {len(official_ids)}")

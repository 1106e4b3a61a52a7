"""`flask officials import | list | end | list-put`: who can be written to, from the command line."""

from __future__ import annotations

import json
import sys
import uuid
from datetime import datetime
from pathlib import Path

import click

from app.core import tabular
from app.core.commands import Commands, register_refusals
from app.imports import service as imports
from app.officials import service
from app.officials.errors import ColumnsMissing, MandateOver, NoSuchMandate, NoSuchOfficial, OfficeHeld
from app.officials.importing import kind, sheets
from app.officials.importing.planning import Outcome, Planned
from app.officials.importing.words import reason_in_words
from app.officials.models import Mandate, Office

cli = Commands("officials", help="Destinataires : importer, lister, finir un mandat, tenir une liste fixe.")
register_refusals(
    {
        ColumnsMissing: lambda error: (
            "Il faut une colonne pour le nom, et une qui dit la charge : circonscription, fonction ou ministère. "
            f"Titres lus : {', '.join(error.columns)}."
        ),
        MandateOver: lambda error: "Ce mandat a déjà une fin.",
        NoSuchMandate: lambda error: "Aucun mandat de ce numéro.",
        NoSuchOfficial: lambda error: f"Aucune personne de ce numéro : {error.shown['number']}",
        OfficeHeld: lambda error: "Quelqu’un occupe déjà une de ces charges : rien n’est importé.",
    }
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour un autre programme.")
def import_file(path: Path, dry_run: bool, as_json: bool) -> None:
    """Mettre à jour les destinataires d’après FILE (CSV, XLSX, XLS, ODS). Une ligne refusée : rien n’est importé.

    Colonnes reconnues : nom, prénom, genre, titre, parti, circonscription, fonction, ministère, établissement,
    région, courriels (circonscription, Assemblée, ministère), téléphone, source, vérifiée le, depuis.
    """
    table = tabular.read(path)
    mapping = sheets.columns_of(table)
    planned = sheets.planned_of(table, mapping, source=path.name)
    figures = sheets.figures_of(planned, _refused(planned))
    if not dry_run and not figures["refused"]:
        imports.from_command_line(imports.named(kind.OFFICIALS), "", table, mapping, file_name=path.name)
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _in_words(figures))
    if not dry_run and figures["refused"]:
        sys.exit(1)


def _refused(planned: list[Planned]) -> dict[int, str]:
    return {
        one.sheet.line: " ".join(reason_in_words(code, value) for code, value in one.reasons)
        for one in planned
        if one.outcome is Outcome.REFUSED
    }


def _in_words(figures: sheets.Figures) -> str:
    counts = (
        ("nouvelles personnes", figures["new"]),
        ("changements", figures["changed"]),
        ("identiques", figures["same"]),
        ("sièges vacants", figures["vacant"]),
        ("refusées", len(figures["refused"])),
    )
    lines = [f"{label} : {count}" for label, count in counts]
    return "\n".join([*lines, *(f"  ligne {one['line']} : {one['reason']}" for one in figures["refused"])])


@cli.command("list")
def list_() -> None:
    """Les mandats en cours : numéro du mandat, numéro de la personne, charge, nom."""
    for mandate in service.in_office(offices=tuple(Office)):
        reach = "" if mandate.can_be_written_to else "  (aucune adresse)"
        click.echo(f"{mandate.id}  {mandate.official_id}  {_office(mandate)}  {mandate.official.name}{reach}")


def _office(mandate: Mandate) -> str:
    if mandate.riding:
        return mandate.riding.name
    what = (mandate.party, mandate.portfolio, mandate.institution, mandate.region_code)
    return ":".join((mandate.office.value, *filter(None, what)))


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

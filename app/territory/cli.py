"""`flask territory import-postal | import-municipalities | import-ridings FILE`: the official files of places.

`flask territory lookup CODE`: in which ridings a postal code lies.
`flask territory region TEXT`: which region a spelling means.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.core.commands import Commands, register_refusals
from app.core.identifiers import InvalidPostalCode
from app.territory import service
from app.territory.errors import NoSuchMap, NoSuchRiding, TerritoryFileError

cli = Commands("territory", help="Territoire : importer cartes, municipalités et codes postaux; chercher un code.")
register_refusals(
    {
        TerritoryFileError: str,
        NoSuchMap: lambda error: f"Aucune carte électorale ne porte le nom « {error.shown['name']} ».",
        NoSuchRiding: lambda error: "Aucune carte électorale n’est chargée : « flask reference load » d’abord.",
        InvalidPostalCode: lambda error: "Ce n’est pas un code postal. Exemple : G6V 7M5.",
    }
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
map_option = click.option(
    "--map", "map_name", default="", metavar="M", help="La carte, par exemple 2026. Sinon, celle en vigueur."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien changer.")
json_option = click.option("--json", "as_json", is_flag=True, help="En JSON, pour un autre programme.")
replace_option = click.option(
    "--replace/--complete",
    "replaces",
    default=None,
    help="Retirer ce que le fichier n’a pas, ou le garder. Sinon, un fichier officiel remplace et une liste complète.",
)


@cli.command("import-postal")
@click.argument("path", metavar="FILE", type=FILE)
@map_option
@replace_option
@click.option("--layout", type=FILE, help="Pour un texte à largeur fixe : CSV de column, start, length.")
@dry_run_option
@json_option
def import_postal(
    path: Path, map_name: str, replaces: bool | None, layout: Path | None, dry_run: bool, as_json: bool
) -> None:
    """Codes postaux : CP Territoires de l’ISQ, fichier d’Élections Québec, ou liste (code postal, circonscription)."""
    found = service.import_postal_codes(
        path, map_name, replaces=replaces, dry_run=dry_run, layout=layout, is_sure=bool(replaces)
    )
    _tell(path, found.as_json(), service.map_named(map_name).name, dry_run=dry_run, as_json=as_json)


@cli.command("import-municipalities")
@click.argument("path", metavar="FILE", type=FILE)
@map_option
@replace_option
@click.option("--without-ridings", is_flag=True, help="Laisser de côté les circonscriptions du fichier.")
@dry_run_option
@json_option
def import_municipalities(
    path: Path, map_name: str, replaces: bool | None, without_ridings: bool, dry_run: bool, as_json: bool
) -> None:
    """Municipalités : MUN.csv du ministère des Affaires municipales, ou liste (name, region, mrc, ridings)."""
    found = service.import_municipalities(
        path, map_name, with_ridings=not without_ridings, replaces=replaces, dry_run=dry_run, is_sure=bool(replaces)
    )
    _tell(path, found.as_json(), service.map_named(map_name).name, dry_run=dry_run, as_json=as_json)


@cli.command("import-ridings")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--map", "map_name", required=True, metavar="M", help="Le nom de la carte, par exemple 2030.")
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Son premier jour en vigueur.")
@click.option("--source", default="", help="D’où vient la liste; conservé avec la carte.")
@dry_run_option
@json_option
def import_ridings(path: Path, map_name: str, day: datetime, source: str, dry_run: bool, as_json: bool) -> None:
    """Circonscriptions d’une carte : code, name, region, other_regions, former_names."""
    found = service.import_ridings(path, map_name, day.date(), source or path.name, dry_run=dry_run)
    _tell(path, found.as_json(), map_name, dry_run=dry_run, as_json=as_json)


@cli.command("lookup")
@click.argument("code")
@click.option("--municipality", default="", help="La municipalité, si le code n’est pas connu.")
@json_option
def lookup(code: str, municipality: str, as_json: bool) -> None:
    """Les circonscriptions où se trouve le code postal CODE. Un code inconnu n’en donne aucune."""
    found = service.lookup(code, municipality)
    is_known = found.method is not service.Method.ALL
    ridings = [{"code": one.code, "name": one.name} for one in found.ridings] if is_known else []
    method = found.method.value if is_known else "unknown"
    if as_json:
        told = {"postal_code": found.postal_code.replace(" ", ""), "map": found.map.name, "ridings": ridings,
                "method": method}  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for place in found.places if is_known else ():
        towns = ", ".join(town.name for town in place.municipalities)
        click.echo(f"{place.riding.name} ({place.riding.code}){f' : {towns}' if towns else ''}")
    if not is_known:
        click.echo(f"Code inconnu sur la carte {found.map.name}. Voyez {service.ELECTORAL_AUTHORITY}")


@cli.command("region")
@click.argument("text")
@click.option("--json", "_as_json", is_flag=True, help="Sans effet : la réponse est toujours en JSON.")
def region(text: str, _as_json: bool) -> None:
    """Dire de quelle région parle TEXT : son code, ou null si ce n’est pas certain."""
    click.echo(json.dumps({"text": text, "code": service.region_called(text)}, ensure_ascii=False))


def _tell(path: Path, found: dict[str, Any], map_name: str, *, dry_run: bool, as_json: bool) -> None:
    """What was done, or why nothing was: then the exit code is 1."""
    refused = [
        {"line": one["line"], "reason": service.in_words(one), "lines": one["lines"]} for one in found["refused"]
    ]
    if as_json:
        told = {"file": path.name, "map": map_name, "dry_run": dry_run, **found, "refused": refused}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif refused:
        for one in refused:
            click.echo(one["reason"])
        click.echo(f"{path.name} : refusé en entier, rien n’est importé (lignes fautives : {found['refused_lines']}).")
    else:
        verb = "changerait" if dry_run else "importé"
        click.echo(
            f"{path.name}, carte {map_name} : {verb}. Nouveaux : {found['new']}, changés : {found['changed']}, "
            f"identiques : {found['same']}, retirés : {found['removed']}."
        )
    if refused:
        raise click.exceptions.Exit(1)

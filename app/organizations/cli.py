"""`flask organizations import FILE | duplicates FILE`: spreadsheets of organizations, read from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.chapters import service as chapters
from app.chapters.models import Chapter
from app.core import tabular
from app.core.commands import Commands, register_refusals
from app.imports import service as imports
from app.imports.errors import PreviewOutdated
from app.organizations.errors import ColumnMissing
from app.organizations.importing import sheets
from app.organizations.importing.kind import REGISTER

cli = Commands("organizations", help="Répertoire : lire un fichier d’organismes, y trouver les doublons.")
register_refusals(
    {
        ColumnMissing: lambda error: (
            "Aucune colonne ne porte le nom de l’organisme. Mettez « Organisme » sur la première ligne, au-dessus des "
            f"noms. Titres lus : {', '.join(error.shown['columns'])}."
        ),
        PreviewOutdated: lambda error: "Les données ont changé pendant la lecture : rien n’est importé.",
    }
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("duplicates")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour un autre programme.")
def duplicates(path: Path, as_json: bool) -> None:
    """Dire quelles lignes de FILE sont, ou pourraient être, un même organisme. Ne change rien."""
    found = sheets.duplicates(path)
    if as_json:
        click.echo(json.dumps({"groups": found}, ensure_ascii=False))
        return
    for group in found:
        lines = ", ".join(map(str, group["lines"]))
        click.echo(f"lignes {lines} : {_VERDICTS[group['verdict']]} ({', '.join(group['reasons'])})")
    click.echo(f"groupes : {len(found)}")


@cli.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option(
    "--chapter", "key", metavar="KEY", help="L’antenne régionale dont ce sont les membres, par exemple troc-m."
)
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour un autre programme.")
def import_file(path: Path, key: str | None, dry_run: bool, as_json: bool) -> None:
    """Faire entrer au répertoire les organismes de FILE (CSV, XLSX, XLS, ODS). Les lignes douteuses n’entrent pas."""
    chapter = _chapter(key)
    table = tabular.read(path)
    mapping = sheets.columns_of(table)
    summary = sheets.Summary.of(sheets.preview(table, mapping, chapter))
    if not dry_run:
        kind = imports.named(REGISTER)
        imports.from_command_line(kind, chapter.key if chapter else "", table, mapping, file_name=path.name)
    click.echo(json.dumps(summary.figures(), ensure_ascii=False) if as_json else _in_words(summary))


def _chapter(key: str | None) -> Chapter | None:
    """By its key or its acronym, as « TROC-M »."""
    if key is None:
        return None
    known = {name: one for one in chapters.chapters() for name in (one.acronym.lower(), one.key)}
    if key.lower() not in known:
        raise click.ClickException(
            f"Aucune antenne « {key} ». Connues : {', '.join(one.key for one in chapters.chapters())}"
        )
    return known[key.lower()]


def _in_words(summary: sheets.Summary) -> str:
    labels = {
        "lines": "lignes",
        "new": "nouvelles",
        "same": "identiques",
        "doubtful": "douteuses",
        "wrong": "en erreur",
    }
    figures = summary.figures()
    return "\n".join(
        [*(f"{label} : {figures[name]}" for name, label in labels.items()),
         *(f"  ligne {line} : {reason}" for line, reason in summary.problems)]
    )  # fmt: skip


_VERDICTS = {"joined": "un même organisme", "proposed": "peut-être un même organisme"}

"""Files imported in one go, while somebody waits at a terminal, or for the demonstration and the tests."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from app.core.unit_of_work import unit_of_work
from app.territory.errors import TerritoryFileError
from app.territory.importing.files import Plan, note_import, plan_of
from app.territory.importing.findings import Differences
from app.territory.importing.postal_files import UnknownForm, layout_of
from app.territory.importing.sources import on_disk
from app.territory.importing.words import in_words
from app.territory.maps import map_named
from app.territory.models import FileKind


def import_postal_codes(
    path: Path, map_name: str = "", *, replaces: bool | None = None, dry_run: bool = False, layout: Path | None = None,
    is_sure: bool = False,
) -> Differences:  # fmt: skip
    """What the file changes; nothing when a line is refused. Raises `TabularError`, NoSuchMap, TerritoryFileError."""
    options = {"replaces": replaces, "layout": _layout(layout) if layout else None}
    return _imported(path, FileKind.POSTAL_CODES, map_named(map_name).name, options, dry_run=dry_run, is_sure=is_sure)


def import_municipalities(
    path: Path, map_name: str = "", *, with_ridings: bool = True, replaces: bool | None = None, dry_run: bool = False,
    is_sure: bool = False,
) -> Differences:  # fmt: skip
    """What the file changes; nothing when a line is refused. Raises `TabularError`, NoSuchMap."""
    options = {"replaces": replaces, "with_ridings": with_ridings}
    return _imported(path, FileKind.MUNICIPALITIES, map_named(map_name).name, options, dry_run=dry_run, is_sure=is_sure)


def import_ridings(
    path: Path, map_name: str, valid_from_on: date, source: str, *, dry_run: bool = False
) -> Differences:
    """What the file changes; nothing when a line is refused. Raises `TabularError`."""
    options = {"valid_from_on": valid_from_on.isoformat(), "source": source}
    return _imported(path, FileKind.RIDINGS, map_name, options, dry_run=dry_run)


def load_municipalities(path: Path) -> int:
    """Municipalities of a list, on the map in force. How many were new. Raises TerritoryFileError, `TabularError`."""
    return _new(path, import_municipalities(path, is_sure=True))


def load_postal_codes(path: Path) -> int:
    """Postal codes of a list, on the map in force. How many were new. Raises TerritoryFileError, `TabularError`."""
    return _new(path, import_postal_codes(path, is_sure=True))


def _imported(
    path: Path, kind: FileKind, map_name: str, options: dict[str, Any], *, dry_run: bool, is_sure: bool = True
) -> Differences:
    """Compared and carried out in one unit of work, so that nobody changes anything in between."""
    plan: Plan = plan_of(kind, map_name, options, is_sure=is_sure)
    together: AbstractContextManager[None] = nullcontext() if dry_run else unit_of_work()
    with together:
        found = plan.compare(on_disk(path))
        if not dry_run and not found.refused:
            plan.carry_out()
            note_import(kind, path.name, path.stat().st_size, plan, map_name)
    return found


def _layout(path: Path) -> Any:
    try:
        return layout_of(path)
    except UnknownForm as error:
        raise TerritoryFileError(f"{path.name} : {', '.join(error.columns)}?") from None


def _new(path: Path, found: Differences) -> int:
    for refusal in found.refused:
        raise TerritoryFileError(f"{path.name} : {in_words(refusal.as_json())}")
    return found.new

"""A command that finds no database says so in a sentence, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from app.core.database import db
from config import Config


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_without_its_database_a_command_says_what_to_do(tmp_path: Path, config: Config, folder: str) -> None:
    app = create_app(
        Config(TESTING=True, REDIS_URL=config.REDIS_URL, DATABASE_URL=f"sqlite:///{tmp_path / folder}/a.db")
    )
    told = app.test_cli_runner().invoke(args=["accounts", "list"])
    assert told.exit_code == 1
    assert "Démarrez d’abord le site avec « make run »" in told.output
    assert "Traceback" not in told.output
    with app.app_context():
        app.extensions["page_revisions"].close()
        app.extensions["redis"].close()
        db.engine.dispose()

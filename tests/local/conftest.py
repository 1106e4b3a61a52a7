from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from config import Config


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """The folder of the local inbox."""
    return tmp_path / "inbox"


@pytest.fixture
def inbox(config: Config, mails: Path) -> Iterator[FlaskClient]:
    """A browser on a site whose inbox is embedded."""
    app = create_app(replace(config, EMBEDDED_INBOX=True, DATA_DIR=mails.parent))
    with app.app_context():
        yield app.test_client()

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from config import Config


@pytest.fixture(scope="module")
def site(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site whose inbox is embedded."""
    return create_app(replace(config, EMBEDDED_INBOX=True, DATA_DIR=tmp_path_factory.mktemp("local")))


@pytest.fixture
def mails(site: Flask) -> Iterator[Path]:
    """The folder of its inbox, empty."""
    folder = Path(site.config["DATA_DIR"]) / "inbox"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def inbox(site: Flask, mails: Path) -> Iterator[FlaskClient]:
    with site.app_context():
        yield site.test_client()

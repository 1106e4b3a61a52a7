"""What the tests of every page share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.database import db
from config import Config
from tests.tables import Watch
from tests.world import World, inhabited


@pytest.fixture(scope="module")
def world(application: Flask, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once for all the tests of a file, whose acts stay in it."""
    with inhabited(config, tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="module")
def watch(world: World) -> Iterator[Watch]:
    """Sees whatever is written to the database of the world."""
    with db.engine.connect() as connection:
        yield Watch(connection)

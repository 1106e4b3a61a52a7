"""The world of the tests behind a real server, and one browser for each kind of visitor."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from config import Config
from tests.world import World, inhabited


@pytest.fixture(scope="module")
def world(application: Flask, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """For this walk alone: the others of the audit make their own in the same database."""
    with inhabited(config, tmp_path_factory.mktemp("world")) as world:
        yield world


class Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A line a request would bury what a failure says."""


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()

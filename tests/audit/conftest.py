"""The world of the tests, also behind a real server for a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.house.asking import Asked, all_of_them, one_of_each_kind
from tests.house.conftest import watch, world
from tests.world import World

__all__ = ["watch", "world"]


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


@pytest.fixture(scope="session")
def everybody(request: pytest.FixtureRequest) -> Asked:
    """Who may do what is decided before a database is asked: on the second engine, one of each kind asks it."""
    return all_of_them if request.config.getoption("--database") == "sqlite" else one_of_each_kind

"""What visits hook up at start: the public list says to how many it was handed."""

from __future__ import annotations

from flask import Flask

from app.editions import service as editions
from app.visits import service


def init_app(app: Flask) -> None:
    editions.tell_deposits_with(service.deposited)

"""Loads the application once, then forks a worker for every line that it reads, or somebody who signs. See crew.py."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid

import psycopg
from flask import Flask
from sqlalchemy.exc import DBAPIError

import worker
from app import create_app
from app.core.database import db
from app.deliveries import service as deliveries
from app.local.children import die_with_parent

ENDED = "worker {} ended of its own accord"  # in the log of the crew


def sign_without_end(app: Flask, path: str) -> None:
    """Signature after signature; what was acknowledged is written down. A database that is away is tried again."""
    from app.campaigns import service as campaigns
    from app.cosignatures import service as cosignatures
    from tests.factories import make_submission

    acknowledged = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    while True:
        try:
            with app.app_context():
                (campaign,) = campaigns.all_public()
                name, address = f"Maison {uuid.uuid4()}", f"{uuid.uuid4()}@example.org"
                key = cosignatures.submit(campaign, make_submission(organization_name=name, email=address))
                os.write(acknowledged, f"{key}\n".encode())
        except (DBAPIError, psycopg.Error):  # the revisions of pages are read past SQLAlchemy
            time.sleep(0.1)


def main() -> None:
    app = create_app()
    deliveries.register_guard("fault", lambda key: None)  # what the fault tests may withdraw
    with app.app_context():
        db.engine.dispose()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    while line := sys.stdin.readline():
        arm = die_with_parent(signal.SIGKILL)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if arm is not None:
                arm()
            sys.stdin.close()
            if line.strip():
                sign_without_end(app, line.strip())
            worker.work(app)
            sys.stderr.write(f"{ENDED.format(os.getpid())}\n")
            sys.stderr.flush()
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Loads the application once, then forks a worker for every line that it reads. See crew.py."""

from __future__ import annotations

import os
import signal
import sys

import worker
from app import create_app
from app.core.database import db
from app.deliveries import service as deliveries
from app.local.children import die_with_parent

ENDED = "worker {} ended of its own accord"  # in the log of the crew


def main() -> None:
    app = create_app()
    deliveries.register_guard("fault", lambda key: None)  # what the fault tests may withdraw
    with app.app_context():
        db.engine.dispose()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    while sys.stdin.buffer.readline():
        arm = die_with_parent(signal.SIGKILL)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if arm is not None:
                arm()
            sys.stdin.close()
            worker.work(app)
            sys.stderr.write(f"{ENDED.format(os.getpid())}\n")
            sys.stderr.flush()
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""The background worker: `python worker.py` takes jobs from the queues, `python worker.py --schedule` calls the rounds.

Both end gently on SIGTERM and SIGINT (a mail that has begun to leave gets its answer), and both may be killed: the
rows in the database say what is to be done, and Redis is only the doorbell. While Redis is away, the scheduler does
the rounds itself, so that mail still leaves.
"""

from __future__ import annotations

import signal
import sys
import time
from importlib import import_module
from types import FrameType

import redis
from flask import Flask
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from structlog import get_logger

from app import create_app
from app.core import collector, queues

log = get_logger()

NAP_S = 0.5
REDIS_RETRY_S = 1.0


class Worker(SimpleWorker):
    """Jobs run in this very process, in the context of one application.

    No fork: a work-horse dies of the SIGTERM that a supervisor sends to the whole group, in the middle of a mail.
    """

    max_connection_wait_time = 2.0
    app: Flask
    at_work = False

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        self.at_work = True
        try:
            with self.app.app_context():
                return bool(super().perform_job(job, queue, execution))
        finally:
            self.at_work = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """However often it is asked: the job ends between two mails. RQ's own handler talks to Redis, and its
        second one exits at once, which would leave a mail of which nobody knows whether it left."""
        queues.request_stop()
        self._stop_requested = True
        if not self.at_work:
            raise StopRequested

    def subscribe(self) -> None:
        """No channel of commands: a job here is never stopped from outside, and no thread outlives an outage."""

    def unsubscribe(self) -> None:
        """See `subscribe`."""


def work(app: Flask) -> None:
    """Take jobs until asked to stop, whatever happens to Redis."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    while not queues.stopping():
        try:
            with app.app_context():
                queues.ring_now(queues.DRAIN)  # what waits since before this worker was born
            connection = redis.Redis.from_url(app.config["REDIS_URL"], socket_connect_timeout=5)
            worker = Worker(
                list(queues.QUEUES), connection=connection, serializer=JSONSerializer, log_job_description=False
            )
            worker.app = app
            worker.work(logging_level="WARNING")
        except StopRequested:
            break
        except redis.RedisError as error:
            log.warning("redis_away", reason=type(error).__name__)
        if not queues.stopping():
            time.sleep(REDIS_RETRY_S)


class Scheduler:
    """Calls the rounds of the periodic jobs. Two of them are harmless: the first to come calls."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.next_at = dict.fromkeys(queues.PERIODIC, 0.0)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        while not queues.stopping():
            self.tick(time.monotonic())
            time.sleep(NAP_S)

    def tick(self, at: float) -> None:
        """Call what is due; when Redis is away, do it here."""
        for job in [job for job, when in self.next_at.items() if when <= at]:
            self.next_at[job] = at + job.every_s
            with self.app.app_context():
                try:
                    queues.call_round(job)
                except redis.RedisError as error:
                    log.warning("redis_away", job=job.path, reason=type(error).__name__)
                    self._do(job.path)
                    if job is queues.SWEEP_DELIVERIES:
                        self._do(queues.DRAIN.path)

    def _do(self, path: str) -> None:
        module, _, name = path.rpartition(".")
        try:
            getattr(import_module(module), name)()
        except Exception:  # one failing job must not keep the others from their rounds
            log.exception("round_failed", job=path)


def _stop(signum: int, frame: FrameType | None) -> None:
    queues.request_stop()


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--schedule"]):
        sys.stderr.write("usage: python worker.py [--schedule]\n")
        return 2
    with collector.starting():
        app = create_app()
    Scheduler(app).run() if arguments else work(app)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The catalogue of background jobs, and the doorbell that wakes them. One screen shows them all.

Redis is a doorbell, never the record: a job carries no payload and may run twice, or never; the rows in the
database say what is to be done, and the sweeper rings again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import redis
from flask import Flask, current_app
from rq import Queue
from rq.serializers import JSONSerializer
from structlog import get_logger

from app.core.unit_of_work import after_commit

log = get_logger()

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600  # in seconds

T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """Work that somebody rings for. `timeout` in seconds; -1: the job ends by its own clock."""

    path: str
    queue: str
    timeout: int


@dataclass(frozen=True)
class Periodic:
    """Work that comes back by itself, every so many seconds."""

    path: str
    every_s: int
    queue: str = "upkeep"
    timeout: int = 300


DRAIN = Job("app.deliveries.jobs.drain", queue="mail", timeout=-1)
WORK_ON_IMPORTS = Job("app.imports.jobs.work", queue="upkeep", timeout=1800)
WORK_ON_TERRITORY = Job("app.territory.jobs.work", queue="upkeep", timeout=1800)
WRITE_UPDATES = Job("app.updates.jobs.write_mails", queue="upkeep", timeout=1800)
COMPARE_NAMES = Job("app.organizations.jobs.compare_names", queue="upkeep", timeout=1800)
MAKE_DOCUMENTS = Job("app.editions.jobs.make_document", queue="documents", timeout=300)
DRAW_PRESS_KITS = Job("app.press.jobs.draw_ahead", queue="documents", timeout=300)
JOBS = (DRAIN, WORK_ON_IMPORTS, WORK_ON_TERRITORY, MAKE_DOCUMENTS, DRAW_PRESS_KITS, WRITE_UPDATES, COMPARE_NAMES)

SWEEP_DELIVERIES = Periodic("app.deliveries.jobs.sweep", every_s=30)
PERIODIC = (
    SWEEP_DELIVERIES,
    Periodic("app.deliveries.jobs.gather_digests", every_s=10 * MINUTE),
    Periodic("app.deliveries.jobs.forget_old", every_s=DAY),
    Periodic("app.deliveries.jobs.read_returns", every_s=MINUTE),
    Periodic("app.deliveries.jobs.forget_old_suppressions", every_s=DAY),
    Periodic("app.campaigns.jobs.close_on_time", every_s=MINUTE),
    Periodic("app.campaigns.jobs.archive_those_forgotten", every_s=DAY),
    Periodic("app.campaigns.jobs.forget_mails", every_s=DAY),
    Periodic("app.campaigns.jobs.forget_spokespersons", every_s=DAY),
    Periodic("app.editions.jobs.sweep", every_s=MINUTE),
    Periodic("app.editions.jobs.make_document", every_s=MINUTE),
    Periodic("app.press.jobs.draw_ahead", every_s=MINUTE, queue="documents"),
    Periodic("app.editions.jobs.erase_those_gone", every_s=DAY),
    Periodic("app.cosignatures.jobs.forget_unconfirmed", every_s=6 * HOUR),
    Periodic("app.cosignatures.jobs.forget_signatories_of_closed_campaigns", every_s=DAY),
    Periodic("app.cosignatures.jobs.tell_those_validated_together", every_s=MINUTE, timeout=1800),
    Periodic("app.cosignatures.jobs.remind_unconfirmed", every_s=HOUR),
    Periodic("app.cosignatures.jobs.remind_boards", every_s=HOUR),
    Periodic("app.messages.jobs.forget_unconfirmed", every_s=6 * HOUR),
    Periodic("app.messages.jobs.forget_supporters", every_s=DAY),
    Periodic("app.messages.jobs.finish_delivered", every_s=MINUTE),
    Periodic("app.messages.jobs.remind_unconfirmed", every_s=HOUR),
    Periodic("app.messages.jobs.send_to_newcomers", every_s=10 * MINUTE),
    Periodic("app.messages.survey.jobs.ask_those_due", every_s=HOUR, timeout=1800),
    Periodic("app.messages.survey.jobs.forget_words", every_s=DAY),
    Periodic("app.commitments.jobs.forget_notes", every_s=DAY),
    Periodic("app.visits.jobs.forget_persons", every_s=DAY),
    Periodic("app.endorsements.jobs.forget_unconfirmed", every_s=6 * HOUR),
    Periodic("app.endorsements.jobs.forget_persons", every_s=DAY),
    Periodic("app.paper.jobs.forget_counters", every_s=DAY),
    Periodic("app.press.jobs.forget_releases", every_s=DAY),
    Periodic("app.imports.jobs.work", every_s=MINUTE, timeout=1800),
    Periodic("app.territory.jobs.work", every_s=MINUTE, timeout=1800),
    Periodic("app.territory.jobs.forget_old_files", every_s=DAY),
    Periodic("app.organizations.jobs.compare_names", every_s=MINUTE, timeout=1800),
    Periodic("app.updates.jobs.publish_on_time", every_s=MINUTE),
    Periodic("app.updates.jobs.write_mails", every_s=MINUTE, timeout=1800),
    Periodic("app.imports.jobs.forget_old_lines", every_s=DAY),
    Periodic("app.accounts.jobs.forget_old_sessions", every_s=DAY),
    Periodic("app.accounts.jobs.forget_old_links", every_s=DAY),
)

QUEUES = ("upkeep", "mail", "documents")  # in the order in which a worker looks at them
BELL_LIFE_S = 10
CONNECTS_IN_S, ANSWERS_IN_S = 1, 2  # or it is taken for down
SILENCE_S = 5  # after a failure, so that signing never waits for a Redis that is down
_stopping = False


def init_app(app: Flask) -> None:
    app.extensions["redis"] = redis.Redis.from_url(
        app.config["REDIS_URL"],
        socket_connect_timeout=CONNECTS_IN_S,
        socket_timeout=ANSWERS_IN_S,
        health_check_interval=0,
    )


def connection() -> redis.Redis:
    """The Redis of this process."""
    found: redis.Redis = current_app.extensions["redis"]
    return found


def ring(job: Job) -> None:
    """Wake the job once this unit of work is committed. A Redis that is down loses nothing: the sweeper rings."""

    def leave() -> None:
        ring_now(job)

    after_commit(job.path, leave)


def asked(question: Callable[[redis.Redis], T]) -> T | None:
    """What Redis answers to something that may be forgotten; None while it is away."""
    if current_app.extensions.get("redis_silent_until", 0.0) > time.monotonic():
        return None
    try:
        return question(connection())
    except redis.RedisError as error:
        current_app.extensions["redis_silent_until"] = time.monotonic() + SILENCE_S
        log.warning("redis_away", reason=type(error).__name__)
        return None


def ring_now(job: Job) -> bool:
    """Wake the job; whether the bell was heard. One bell is enough for any number of rows."""
    if current_app.extensions.get("redis_silent_until", 0.0) > time.monotonic():
        return False
    try:
        if connection().set(_bell(job), 1, nx=True, ex=BELL_LIFE_S):
            queue(job.queue).enqueue_call(job.path, timeout=job.timeout, result_ttl=0, failure_ttl=86400)
    except redis.RedisError as error:
        current_app.extensions["redis_silent_until"] = time.monotonic() + SILENCE_S
        log.warning("doorbell_unheard", job=job.path, reason=type(error).__name__)
        return False
    return True


def answered(job: Job) -> None:
    """Say, before looking at the rows, that the bell was heard: what comes later must ring anew."""
    try:
        connection().delete(_bell(job))
    except redis.RedisError as error:
        log.warning("doorbell_unreachable", job=job.path, reason=type(error).__name__)


def call_round(job: Periodic) -> bool:
    """Ask for one round of a periodic job, unless another scheduler did. Raises RedisError.

    A round that no worker takes up in time is dropped: the next one does the same.
    """
    if not connection().set(f"portevoix:round:{job.path}", 1, nx=True, ex=job.every_s):
        return False
    queue(job.queue).enqueue_call(
        job.path, timeout=job.timeout, ttl=max(job.every_s, 60), result_ttl=0, failure_ttl=86400
    )
    return True


def request_stop() -> None:
    """Called by the signal handlers of a worker: whoever works in rounds ends after this one."""
    global _stopping
    _stopping = True


def stopping() -> bool:
    """Whether this process was asked to end."""
    return _stopping


def queue(name: str) -> Queue:
    return Queue(name, connection=connection(), serializer=JSONSerializer)


def _bell(job: Job) -> str:
    return f"portevoix:bell:{job.path}"

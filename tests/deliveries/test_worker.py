"""The worker and the scheduler, without their processes; tests/faults runs these."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from flask import Flask
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

import worker
from app.core import queues
from app.deliveries import service as deliveries
from app.deliveries.models import State
from tests.deliveries.letters import letter, state
from tests.engines import SmtpSink


@pytest.fixture
def without_redis(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    nobody = redis.Redis.from_url("redis://127.0.0.1:9/0", socket_connect_timeout=1)
    monkeypatch.setitem(app.extensions, "redis", nobody)
    monkeypatch.setitem(app.extensions, "redis_silent_until", 0.0)
    return app


def called() -> list[str]:
    waiting = [queues.queue(name) for name in {job.queue for job in queues.PERIODIC}]
    return [
        Job.fetch(key, connection=queue.connection, serializer=JSONSerializer).func_name
        for queue in waiting
        for key in queue.job_ids
    ]


def test_a_scheduler_calls_each_round_once_and_the_second_one_none(app: Flask) -> None:
    one, other = worker.Scheduler(app), worker.Scheduler(app)
    one.tick(at=0)
    other.tick(at=0)
    one.tick(at=1)
    assert sorted(called()) == sorted(job.path for job in queues.PERIODIC)


def test_a_scheduler_comes_back_to_a_round_after_its_time(app: Flask) -> None:
    one = worker.Scheduler(app)
    one.tick(at=0)
    app.extensions["redis"].flushdb()
    one.tick(at=queues.SWEEP_DELIVERIES.every_s + 1)
    assert called() == [queues.SWEEP_DELIVERIES.path]


def test_a_round_that_no_worker_takes_up_in_time_is_dropped(app: Flask) -> None:
    worker.Scheduler(app).tick(at=0)
    queue = queues.queue("upkeep")
    for key in queue.job_ids:
        job = Job.fetch(key, connection=queue.connection, serializer=JSONSerializer)
        assert job.ttl is not None
        assert job.ttl >= 60


def test_when_redis_is_away_the_scheduler_sends_the_mail_itself(without_redis: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    worker.Scheduler(without_redis).tick(at=0)
    assert state(delivery) is State.ACCEPTED
    assert deliveries.last_sweep() is not None


def test_asking_for_a_mail_does_not_need_redis(without_redis: Flask) -> None:
    assert state(letter()) is State.QUEUED


def test_a_round_that_fails_does_not_keep_the_others_from_theirs(
    without_redis: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = queues.Periodic("app.deliveries.nowhere.job", every_s=1)
    monkeypatch.setattr(queues, "PERIODIC", (broken, *queues.PERIODIC))
    delivery = letter()
    worker.Scheduler(without_redis).tick(at=0)
    assert state(delivery) is State.ACCEPTED


def test_a_signal_ends_an_idle_worker_and_lets_a_busy_one_finish(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "_stopping", False)
    found = worker.Worker(list(queues.QUEUES), connection=redis.Redis.from_url(app.config["REDIS_URL"]))
    found.at_work = True
    for _ in range(3):
        found.request_stop(signal.SIGTERM, None)
    assert queues.stopping()
    found.at_work = False
    with pytest.raises(StopRequested):
        found.request_stop(signal.SIGTERM, None)
    found.connection.close()


def test_an_unknown_argument_is_one_clear_sentence(project: Path) -> None:
    done = subprocess.run([sys.executable, "worker.py", "--schedul"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "usage: python worker.py [--schedule]\n"

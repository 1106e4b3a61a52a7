"""How fast one worker delivers, against a floor that builds the same mails and makes the same durable commits.

`measure(config)` wants a migrated, empty database and a Redis; the relay is a fast sink of its own.
"""

from __future__ import annotations

import cProfile
import smtplib
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, sending
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.tables import D
from benchmarks import profiles
from benchmarks.sink import fast_sink
from benchmarks.stage import started
from config import Config

MAILS = 1500
ROUNDS = 3
PARAGRAPH = "Les organismes communautaires autonomes réclament un financement à la mission, suffisant et stable. "


def measure(config: Config, mails: int = MAILS, rounds: int = ROUNDS) -> dict[str, float]:
    """Mails a second of the product and of the floor, medians of a few rounds, and their ratio.

    They are confirmations: what comes in floods, and leaves at once. Letters to officials have their turn; here they
    leave at once too, and each is written down before the next is marked.
    """
    with fast_sink() as sink:
        app = started(replace(config, MAIL_SERVER=sink.host, MAIL_PORT=sink.port))
        with app.app_context():
            product, floor, letters = [], [], []
            for _ in range(rounds):
                product.append(_rate(_drain, mails))
                floor.append(_rate(_floor, mails))
                letters.append(_rate(_drain, mails, Kind.MESSAGE))
    product_rate, floor_rate = statistics.median(product), statistics.median(floor)
    return {
        "mails": mails,
        "letters_per_s": round(statistics.median(letters), 1),
        "product_per_s": round(product_rate, 1),
        "floor_per_s": round(floor_rate, 1),
        "ratio": round(product_rate / floor_rate, 3),
    }


def profile(config: Config, mails: int) -> str:
    """Where the time of the product goes, mail by mail."""
    with fast_sink() as sink:
        app = started(replace(config, MAIL_SERVER=sink.host, MAIL_PORT=sink.port))
        with app.app_context():
            _rate(_drain, mails)
            profiler = cProfile.Profile(time.process_time)
            rate = _rate(lambda: profiler.runcall(_drain), mails)
    return f"{mails} mails, {rate:.0f} a second under the profiler\n\n{profiles.as_text(profiler)}"


def _rate(send: Callable[[], int], mails: int, kind: Kind = Kind.CONFIRMATION) -> float:
    _fill(mails, kind)
    began = time.perf_counter()
    sent = send()
    took = time.perf_counter() - began
    assert sent == mails, f"{sent} of {mails}"
    with unit_of_work():
        db.session.execute(delete(D))
    return mails / took


def _fill(mails: int, kind: Kind) -> None:
    text = "Bonjour Madame la députée,\n\n" + (PARAGRAPH * 6 + "\n\n") * 4
    html = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    with unit_of_work():
        for number in range(mails):
            deliveries.enqueue(
                kind=kind,
                to_address=f"elue{number}@example.org",
                to_name="Catherine Élue",
                subject="Financement à la mission : je vous demande de vous engager",
                body_text=text,
                body_html=html,
                from_name="Geneviève Côté-Tremblay (par Engagez-vous)",
                reply_to_name="Geneviève Côté-Tremblay",
                reply_to_address="genevieve@example.com",
                locale="fr",
                dedupe_key=f"bench:{uuid.uuid4()}",
                group_key="bench",
            )


def _drain() -> int:
    while sending.drain():
        pass
    return deliveries.counts()[State.ACCEPTED]


STATEMENTS = (
    "INSERT INTO delivery_moves (id, delivery_id, state, note, moved_at) VALUES (?, ?, ?, ?, NOW)",
    "UPDATE deliveries SET state = 'claimed', token = ?, lease_until = LEASE WHERE id = ? AND state = 'queued'",
    "UPDATE deliveries SET state = 'transmitting', attempts = attempts + 1,"
    " first_attempt_at = coalesce(first_attempt_at, NOW), lease_until = LEASE"
    " WHERE id = ? AND token = ? AND state = 'claimed' AND lease_until > NOW",
    "UPDATE deliveries SET state = 'accepted', token = NULL, lease_until = NULL,"
    " finished_at = NOW, last_reply = ? WHERE id = ? AND token = ? AND state = 'transmitting'",
)


class _Raw:
    """The driver of the database without any layer above it, and the commits of one delivery."""

    def __init__(self) -> None:
        self.connection: Any = db.engine.raw_connection().driver_connection
        self.is_sqlite = db.engine.dialect.name == "sqlite"

    def commit(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        cursor = self.connection.cursor()
        if self.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            cursor.execute(sql if self.is_sqlite else sql.replace("?", "%s"), values)
        self.connection.commit()

    def key(self, value: uuid.UUID) -> Any:
        return value.hex if self.is_sqlite else value


def _floor() -> int:
    """The same claims, marks, outcomes and history, as durable, written straight through the driver."""
    raw = _Raw()
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')" if raw.is_sqlite else "clock_timestamp()"
    lease = "strftime('%Y-%m-%d %H:%M:%f', 'now', '+60 seconds')" if raw.is_sqlite else f"{now} + interval '60 s'"
    note, claim, mark, end = (sql.replace("LEASE", lease).replace("NOW", now) for sql in STATEMENTS)
    with db.engine.connect() as connection:
        rows = list(connection.execute(select(D).order_by(D.c.next_attempt_at)))
    token = raw.key(uuid.uuid4())
    with smtplib.SMTP("127.0.0.1", current_app.config["MAIL_PORT"], "localhost", timeout=5) as host:
        host.ehlo()
        for start in range(0, len(rows), sending.LARGEST_BATCH):
            batch = rows[start : start + sending.LARGEST_BATCH]
            taken = []
            for row in batch:
                taken.append((claim, (token, raw.key(row.id))))
                taken.append((note, (raw.key(uuid.uuid4()), raw.key(row.id), "claimed", None)))
            raw.commit(*taken)
            taken_before: list[tuple[str, tuple[Any, ...]]] = []  # kept with the mark of this one
            for row in batch:
                key = raw.key(row.id)
                parcel = sending.written(claims.Claim(row))
                host.mail(parcel.sender)
                host.rcpt(parcel.recipient)
                marks = [(mark, (key, token)), (note, (raw.key(uuid.uuid4()), key, "transmitting", None))]
                raw.commit(*taken_before, *marks)
                code, reply = host.data(parcel.content)
                answer = f"{code} {reply.decode()}"
                taken_before = [(end, (answer, key, token)), (note, (raw.key(uuid.uuid4()), key, "accepted", answer))]
            raw.commit(*taken_before)
    return deliveries.counts()[State.ACCEPTED]

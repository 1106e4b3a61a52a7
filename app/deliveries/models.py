"""A delivery and its states. See docs/architecture.md for the drawing of the machine."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, one_of, text_enum, uuid_pk


class Kind(StrEnum):
    """What the mail is for; decides its urgency and what to do when nobody knows whether it left."""

    CONFIRMATION = "confirmation"
    RECEIPT = "receipt"
    STAFF = "staff"
    MESSAGE = "message"  # to an official: at most once
    DIGEST = "digest"  # many messages to one official, in one mail: at most once, as each of them
    REMINDER = "reminder"
    UPDATE = "update"


URGENCY = {
    Kind.CONFIRMATION: 0,
    Kind.RECEIPT: 1,
    Kind.STAFF: 2,
    Kind.MESSAGE: 3,
    Kind.DIGEST: 3,
    Kind.REMINDER: 4,
    Kind.UPDATE: 5,
}
AT_MOST_ONCE = frozenset({Kind.MESSAGE, Kind.DIGEST})


class State(StrEnum):
    """The closed list. « Sent » is accepted + bounced; « deferred » is queued with attempts > 0."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    ACCEPTED = "accepted"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    DEAD = "dead"
    CANCELLED = "cancelled"


TERMINAL = frozenset({State.ACCEPTED, State.BOUNCED, State.FAILED, State.DEAD, State.CANCELLED})


class Decision(StrEnum):
    """What a person makes of a held mail, having read its evidence."""

    RESEND = "resend"
    ABANDON = "abandon"
    ARRIVED = "arrived"  # the relay's log or the recipient said so


def _only(condition: str) -> dict[str, Any]:
    """An index of some rows, on either engine."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# Apart, so that what waits its turn is never read by whoever looks for what may leave at once.
_AT_ONCE = "state = 'queued' AND carrier_id IS NULL AND lane_key IS NULL"
_IN_A_LANE = "state = 'queued' AND carrier_id IS NULL AND lane_key IS NOT NULL"


class Delivery(Model):
    """The exact mail, frozen when it is asked for, and how far it has come. Keys are opaque to this feature."""

    __tablename__ = "deliveries"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("state", State),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state IN ('claimed', 'transmitting')) = (token IS NOT NULL)", name="token_while_in_hand"),
        CheckConstraint(
            "(state IN ('claimed', 'transmitting', 'unknown')) = (lease_until IS NOT NULL)",
            name="deadline_while_passing",
        ),
        CheckConstraint(
            "(state IN ('accepted', 'bounced', 'failed', 'dead', 'cancelled')) = (finished_at IS NOT NULL)",
            name="finished_when_over",
        ),
        CheckConstraint(
            "state NOT IN ('transmitting', 'accepted', 'unknown', 'held', 'dead') OR attempts > 0",
            name="attempted_before_sent",
        ),
        Index("ix_deliveries_due", "urgency", "next_attempt_at", **_only(_AT_ONCE)),
        Index("ix_deliveries_in_lane", "lane_key", "next_attempt_at", "group_key", **_only(_IN_A_LANE)),
        Index("ix_deliveries_in_hand", "lease_until", **_only("state IN ('claimed', 'transmitting', 'unknown')")),
        Index("ix_deliveries_ended_badly", "finished_at", **_only("state IN ('failed', 'bounced', 'dead')")),
        Index("ix_deliveries_held", "created_at", **_only("state = 'held'")),
        Index(None, "guard_key"),
        Index(None, "carrier_id"),
        Index(None, "group_key", "state"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    urgency: Mapped[int]
    state: Mapped[State] = mapped_column(text_enum(State), default=State.QUEUED)

    dedupe_key: Mapped[str] = mapped_column(unique=True)
    group_key: Mapped[str | None]  # which campaign, for pausing and counting
    pace_key: Mapped[str | None]  # whom it must not flood
    guard_key: Mapped[str | None]  # what the guards are asked about just before sending
    lane_key: Mapped[str | None]  # where it waits its turn; none: it leaves as soon as it is due
    # The digest in which it leaves, if any: it is not sent by itself, and becomes what the digest becomes.
    carrier_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("deliveries.id", ondelete="SET NULL"))

    message_id: Mapped[str] = mapped_column(unique=True)
    date_header: Mapped[str]
    from_name: Mapped[str]
    reply_to_name: Mapped[str | None]
    reply_to_address: Mapped[str | None]
    unsubscribe_url: Mapped[str | None]  # the way out that mail programs show beside the subject (RFC 8058)
    to_name: Mapped[str]
    to_address: Mapped[str]
    to_domain: Mapped[str]  # whose refusals count together
    locale: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str | None]

    token: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None]  # by the database's clock: past it, the holder has lost it
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime]
    last_reply: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class DeliveryMove(Model):
    """One step of a delivery, kept for ever: the evidence that staff read when a mail is held."""

    __tablename__ = "delivery_moves"
    __table_args__ = (one_of("state", State), Index(None, "delivery_id", "moved_at"))

    id: Mapped[uuid.UUID] = uuid_pk()
    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Delivery.id, ondelete="CASCADE"))
    state: Mapped[State] = mapped_column(text_enum(State))
    note: Mapped[str | None]
    moved_at: Mapped[datetime]


class SendingSwitch(Model):
    """A stop that staff have pulled: `all`, `group:<key>` or `pace:<key>`. A row present means stopped.

    `address:<address>` is pulled by the program, when a letter to an official came back for good; `restored` too, over
    everything, when the database is a backup. `is_local`: by the chapter that runs the campaign; it lifts no other.
    """

    __tablename__ = "sending_switches"

    key: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    is_local: Mapped[bool] = mapped_column(default=False)
    stopped_at: Mapped[datetime]


class SendingLane(Model):
    """How fast one official (`pace:<pace_key>`) or one domain (`domain:<domain>`) may be written to. See `pacing`."""

    __tablename__ = "sending_lanes"

    key: Mapped[str] = mapped_column(primary_key=True)
    turn_at: Mapped[datetime]  # when the next mail would leave if all left evenly
    free_at: Mapped[datetime]  # before that, nobody need look


class DigestRule(Model):
    """From how many waiting messages on an official gets a group's in one mail a day."""

    __tablename__ = "digest_rules"
    __table_args__ = (CheckConstraint("threshold > 0", name="threshold_from_one"),)

    group_key: Mapped[str] = mapped_column(primary_key=True)
    threshold: Mapped[int]


class SendingBreaker(Model):
    """Refusals in a row by one domain, or by the relay itself (`relay`). Open: nothing is sent but one probe."""

    __tablename__ = "sending_breakers"
    __table_args__ = (
        CheckConstraint("refusals > 0", name="has_refusals"),
        CheckConstraint("(opened_at IS NULL) = (probe_at IS NULL)", name="probed_when_open"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)  # `relay` or `domain:<domain>`
    refusals: Mapped[int]
    last_reply: Mapped[str]
    refused_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    probe_at: Mapped[datetime | None]


class SuppressedAddress(Model):
    """An address that said for good that nobody reads there: only what is needed is still sent to it."""

    __tablename__ = "suppressed_addresses"

    id: Mapped[uuid.UUID] = uuid_pk()
    address_key: Mapped[str] = mapped_column(unique=True)  # its fingerprint, under the secret of the site
    status: Mapped[str]  # RFC 3463: 5.1.1
    delivery_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Delivery.id, ondelete="SET NULL"))
    suppressed_at: Mapped[datetime]


class SendingMark(Model):
    """How far this database has sent, and where it stands. One row, `sent`. See `restoring`."""

    __tablename__ = "sending_marks"

    name: Mapped[str] = mapped_column(primary_key=True)
    database_id: Mapped[uuid.UUID]  # a backup has it too; a database made anew has another
    number: Mapped[int]  # one more each time that mails are taken in hand
    place: Mapped[str]


class Heartbeat(Model):
    """When a periodic job last ran; the health page turns red when it is late."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]

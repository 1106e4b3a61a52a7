"""One worker empties the outbox over one line to the relay, most urgent first, until nothing is due or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from structlog import get_logger

from app.core import mailer, queues, signing, verp
from app.core.database import db
from app.core.keys import InvalidEmail
from app.core.smtp import (
    Ambiguous,
    Connection,
    MailError,
    Parcel,
    Permanent,
    RelayUnavailable,
    Temporary,
)
from app.core.unit_of_work import look_again, unit_of_work
from app.deliveries import breaker, claims, digests, outcomes
from app.deliveries.claims import Claim
from app.deliveries.models import AT_MOST_ONCE, Kind, State

log = get_logger()

ROUND_S = 20.0
FIRST_BATCH, LARGEST_BATCH = 4, 50
BATCH_S = 1.0  # what a confirmation may have to wait behind mails that were taken in hand before it


def drain(seconds: float = ROUND_S) -> int:
    """Send what is due. Returns how many mails were taken in hand; rings again when some are left."""
    queues.answered(queues.DRAIN)
    if not claims.any_due():
        return 0
    end = time.monotonic() + seconds
    with mailer.connect() as line:
        if not _reach(line):
            return 0  # the sweeper rings every 30 seconds: that is often enough for a relay that is away
        handled = Postman(line).rounds(end)
    # What is due and not to be had waits for the sweeper: nobody asks in a circle.
    if (handled or time.monotonic() >= end) and claims.any_due():
        queues.ring_now(queues.DRAIN)
    return handled


def written(claim: Claim) -> Parcel:
    """The bytes of a claimed mail; a digest is written at this moment. Raises InvalidEmail."""
    row = claim.row
    words: Any = row
    attachments: tuple[mailer.Attachment, ...] = ()
    if row.kind is Kind.DIGEST:
        words, claim.members = digests.write(row)
        look_again()  # nothing stays open in the database while the relay is spoken to
        attachments = words.attachments
    return mailer.build(
        mailer.Written(
            message_id=row.message_id,
            date=row.date_header,
            from_name=words.from_name,
            to_name=row.to_name,
            to_address=row.to_address,
            subject=words.subject,
            text=words.body_text,
            html=words.body_html,
            reply_to_name=row.reply_to_name,
            reply_to_address=row.reply_to_address,
            unsubscribe_url=row.unsubscribe_url,
            auto_submitted=row.kind not in AT_MOST_ONCE,
            attachments=attachments,
        ),
        from_address=current_app.config["MAIL_FROM"],
        sender=verp.sender(row.id),
    )


class Postman:
    """One line to the relay, and the domains that were seen to refuse us while it lasts.

    That a mail was taken (`acceptance`) is written down with the mark of the next one, in one durable commit. It does
    not wait for anybody: where there is no next one, or something to wait for before its mark, it is written by itself;
    so it is at once when a person would have to decide upon the mail, should nobody know what became of it.
    """

    def __init__(self, line: Connection) -> None:
        self.line = line
        self.wary: set[str] = set()
        self.acceptance: Callable[[], None] | None = None

    def rounds(self, end: float) -> int:
        """Batch after batch until nothing is due, time is up, or the worker is asked to stop."""
        handled, size, has_called = 0, FIRST_BATCH, False
        while time.monotonic() < end and not queues.stopping():
            began = time.monotonic()
            batch = claims.claim(size)
            if not batch:
                break
            if len(batch) == LARGEST_BATCH and not has_called:  # a flood: whoever is free comes to help
                has_called = queues.ring_now(queues.DRAIN)
            if not self.send_all(batch, began + claims.claim_lease_s()):
                break
            handled += len(batch)
            size = _next_size(size, time.monotonic() - began)
        return handled

    def send_all(self, batch: Sequence[Claim], lease_ends: float) -> bool:
        """Whether to go on. What was not attempted goes back as if nobody had taken it."""
        self.wary = {claim.row.to_domain for claim in batch if claim.wary}
        try:
            return self._send_each(batch, lease_ends)
        finally:
            self.write_down()

    def _send_each(self, batch: Sequence[Claim], lease_ends: float) -> bool:
        for place, claim in enumerate(batch):
            if queues.stopping():
                claims.release(batch[place:], "the worker stops")
                return False
            if time.monotonic() > lease_ends:  # the mails before these took too long: they are not ours any more
                claims.release(batch[place:], "lease over")
                return True
            try:
                if not self._left_alone(claim):
                    self.send(claim)
            except RelayUnavailable as error:
                claims.release(batch[place:], str(error))
                _relay_away(error)
                return False
        return True

    def send(self, claim: Claim) -> None:
        """One mail, and what became of it. Raises RelayUnavailable when it was not even attempted."""
        if claim.row.lane_key is not None or claim.row.kind is Kind.DIGEST:
            self.write_down()  # lanes are waited for, and a digest takes a while to write
        try:
            reply = self.line.deliver(_parcel(claim), may_leave=lambda: self._mark(claim), meanwhile=self.write_down)
        except RelayUnavailable:
            raise
        except Exception as error:
            db.session.remove()  # whatever state it is in, the next unit of work begins afresh
            try:
                self.write_down()
            finally:
                self._went_wrong(claim, error)
        else:
            if reply is not None:
                self._taken(claim, reply)

    def write_down(self) -> None:
        """That the last mail was taken, unless it is written."""
        if self.acceptance is not None:
            outcomes.write_down(self.acceptance)
            self.acceptance = None

    def _mark(self, claim: Claim) -> bool:
        leaves = claims.transmit(claim, self.acceptance)
        self.acceptance = None
        return leaves

    def _taken(self, claim: Claim, reply: str) -> None:
        is_welcome = claim.row.to_domain in self.wary
        self.acceptance = outcomes.acceptance(claim, reply, welcome=is_welcome)
        if claim.row.kind in AT_MOST_ONCE or is_welcome:  # a breaker's row may be waited for
            self.write_down()
        self.wary.discard(claim.row.to_domain)

    def _went_wrong(self, claim: Claim, error: Exception) -> None:
        match error:
            case Temporary():
                self._note(claim, error)
                outcomes.refused(claim, error)
            case Permanent():
                self._note(claim, error)
                outcomes.failed(claim, error)
            case Ambiguous():
                outcomes.lost(claim, error)
            case _:  # a guard or we ourselves: the mail must neither be lost nor block the others
                log.error("delivery_stumbled", delivery_id=str(claim.row.id), exc_info=error)
                stumble = MailError(0, f"our mistake: {type(error).__name__}")
                if claim.state is State.CLAIMED:
                    outcomes.refused(claim, stumble)
                else:
                    outcomes.lost(claim, stumble)

    def _note(self, claim: Claim, error: MailError) -> None:
        if error.of_recipient and breaker.is_policy(error):
            self.wary.add(claim.row.to_domain)

    def _left_alone(self, claim: Claim) -> bool:
        """Whether the breaker of its domain opened while we held it."""
        if claim.probe or claim.row.to_domain not in self.wary:
            return False
        with unit_of_work():
            is_open = breaker.is_open(breaker.domain_key(claim.row.to_domain))
        if is_open:
            claims.release([claim], "its domain refuses us for now")
        return is_open


def _next_size(size: int, took_s: float) -> int:
    if took_s > BATCH_S:
        return max(size // 2, 1)
    return min(size * 2, LARGEST_BATCH) if took_s < BATCH_S / 2 else size


def _parcel(claim: Claim) -> Parcel:
    try:
        parcel = written(claim)
        return replace(parcel, content=signing.signed(parcel.content))
    except InvalidEmail as error:
        raise Permanent(0, f"no mail can be written to this address: {error.problem}") from error


def _reach(line: Connection) -> bool:
    try:
        line.open()
    except RelayUnavailable as error:
        _relay_away(error)
        return False
    with unit_of_work():
        breaker.welcomed(breaker.RELAY)
    return True


def _relay_away(error: RelayUnavailable) -> None:
    log.error("relay_unavailable", code=error.code, reason=error.reply.partition(":")[0] if not error.code else "")
    with unit_of_work():
        breaker.refused(breaker.RELAY, str(error))

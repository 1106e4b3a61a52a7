"""What people agreed to, in which words, when, and through which channel."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, one_of, text_enum, uuid_pk


class Purpose(StrEnum):
    """One purpose, one unticked box. The notices are what is told above the button; nobody ticks them."""

    NOTICE_COSIGN = "notice_cosign"
    NOTICE_WRITE = "notice_write"
    NOTICE_ENDORSE = "notice_endorse"
    PUBLISH_NAME = "publish_name"
    PUBLISH_ENDORSEMENT = "publish_endorsement"
    QUOTE_LINE = "quote_line"
    REPLY_SURVEY = "reply_survey"
    NEWS = "news"


class Channel(StrEnum):
    """How the person expressed the choice."""

    WEB_FORM = "web_form"
    LINK = "link"
    STAFF = "staff"
    PHONE = "phone"  # told to somebody of the staff, as the next three
    PAPER = "paper"
    FAX = "fax"
    ASSEMBLY = "assembly"
    KIOSK = "kiosk"  # filled in by the signatory, on the tablet that goes around at an assembly
    IMPORT = "import"  # answered in a form that was not ours, and brought in from its file
    DEMONSTRATION = "demonstration"


class ConsentText(Model):
    """One exact wording, for one purpose, in one language. Never changed: a new wording is a new version."""

    __tablename__ = "consent_texts"
    __table_args__ = (
        UniqueConstraint("scope", "purpose", "locale", "version"),
        one_of("purpose", Purpose),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    scope: Mapped[str]  # an opaque key, such as campaign:<id>
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose))
    locale: Mapped[str]
    version: Mapped[int]
    wording: Mapped[str]
    digest: Mapped[str]
    created_at: Mapped[datetime]


class ConsentEntry(Model):
    """One line of the ledger: this subject said yes or no to this wording. Lines are only ever added."""

    __tablename__ = "consent_entries"
    __table_args__ = (Index(None, "subject", "recorded_at"), one_of("channel", Channel))

    id: Mapped[uuid.UUID] = uuid_pk()
    subject: Mapped[str]  # an opaque key, such as cosignature:<id>
    text_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ConsentText.id))
    is_given: Mapped[bool]
    channel: Mapped[Channel] = mapped_column(text_enum(Channel))
    recorded_at: Mapped[datetime]

    text: Mapped[ConsentText] = relationship()

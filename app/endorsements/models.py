"""An endorsement is support that is not a signature. It is counted apart, and stands on no list of signatories."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, SortKey, one_of, text_enum, uuid_pk
from app.core.suspicion import Suspicion
from app.endorsements.errors import IllegalEndorsementMove
from app.territory.models import Region


class Supporting(StrEnum):
    """Who supports without co-signing: each kind is counted apart."""

    PERSON = "person"  # somebody in their own name
    ELECTED = "elected"
    MUNICIPALITY = "municipality"  # a city, a village, an MRC
    UNION = "union"
    CHILDCARE = "childcare"  # a CPE
    INSTITUTION = "institution"  # a hospital, a school
    PARTY = "party"
    BUSINESS = "business"
    OTHER = "other"


# Whose name is a person's: published with that person's consent only.
PERSONS = frozenset({Supporting.PERSON, Supporting.ELECTED})


class State(StrEnum):
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"  # waits for staff
    VALIDATED = "validated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


# Nothing is mailed for these: whoever floods must not write to strangers through us.
UNMAILED = frozenset({Suspicion.ADDRESS_LIMIT, Suspicion.NETWORK_LIMIT})
STANDING = frozenset({State.CONFIRMED, State.VALIDATED})
MOVES: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.CONFIRMED}),
    State.CONFIRMED: frozenset({State.VALIDATED, State.DECLINED, State.WITHDRAWN}),
    State.VALIDATED: frozenset({State.CONFIRMED, State.DECLINED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.CONFIRMED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
ONE_EACH = text("state = 'validated' AND same_key <> ''")


class Endorsement(Model):
    """Whoever supports a campaign without co-signing it, under the name that they gave."""

    __tablename__ = "endorsements"
    __table_args__ = (
        one_of("kind", Supporting),
        one_of("state", State),
        one_of("suspicion", Suspicion),
        CheckConstraint("name <> '' OR kind IN ('person', 'elected')", name="has_a_name"),
        CheckConstraint("(state = 'validated') = (validated_at IS NOT NULL)", name="validated_has_a_time"),
        Index(None, "campaign_id", "kind", "sort_key"),
        Index(None, "campaign_id", "email_key"),
        Index(
            "uq_endorsements_once", "campaign_id", "same_key", unique=True,
            sqlite_where=ONE_EACH, postgresql_where=ONE_EACH,
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    kind: Mapped[Supporting] = mapped_column(text_enum(Supporting))
    state: Mapped[State] = mapped_column(text_enum(State), default=State.SUBMITTED)
    name: Mapped[
        str
    ]  # a person's is private unless published, and empty once the persons of the campaign are forgotten
    sort_key: Mapped[str] = mapped_column(SortKey)
    same_key: Mapped[str] = mapped_column(default="")  # two with the same are one, and only one is validated
    title: Mapped[str] = mapped_column(default="")  # the office of an elected person, shown beside the name
    region_code: Mapped[str | None] = mapped_column(ForeignKey(Region.code))
    city: Mapped[str] = mapped_column(default="")
    publishes_name: Mapped[bool] = mapped_column(default=False)  # the consent in force; the ledger has its history
    locale: Mapped[str] = mapped_column(default="fr")
    email_key: Mapped[str] = mapped_column(default="")
    code_attempts: Mapped[int] = mapped_column(default=0)
    suspicion: Mapped[Suspicion | None] = mapped_column(text_enum(Suspicion))
    declined_reason: Mapped[str | None]
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # who entered it
    entered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    validated_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
    region: Mapped[Region | None] = relationship()
    endorser: Mapped[Endorser | None] = relationship(cascade="all, delete-orphan", uselist=False)

    @property
    def is_public(self) -> bool:
        """Named on the public pages."""
        return self.state is State.VALIDATED and self.publishes_name

    @property
    def counts(self) -> bool:
        """Whether it is in the public figures, named or not."""
        return self.state is State.VALIDATED

    @property
    def as_seen(self) -> str:
        """What staff judge, in a few figures: a decision on something else is refused."""
        named = "named" if self.publishes_name else ""
        judged = "\n".join((self.state, self.kind, self.name, self.title, self.region_code or "", self.city, named))
        return hashlib.sha256(judged.encode()).hexdigest()[:16]

    def confirm(self, *, at: datetime) -> None:
        """The address is proved."""
        self._move(State.CONFIRMED)
        self.confirmed_at = at

    def validate(self, *, at: datetime) -> None:
        """Staff say: it is who it says, and may be counted."""
        self._move(State.VALIDATED)
        self.validated_at, self.declined_reason = at, None

    def decline(self, *, reason: str) -> None:
        self._move(State.DECLINED)
        self.validated_at, self.declined_reason = None, reason

    def wait_again(self) -> None:
        """A decision is taken back, or what was judged is not what stands now."""
        self._move(State.CONFIRMED)
        self.validated_at = self.declined_reason = None

    def withdraw(self) -> None:
        """Whoever gave it takes it back; what is known of persons goes with it."""
        self._move(State.WITHDRAWN)
        self.validated_at = self.declined_reason = None
        self.publishes_name = False
        self.forget_the_person()

    def forget_the_person(self) -> None:
        """What is left counts. The name of a city, of a union stays, and that of an elected person who published it."""
        self.endorser = self.declined_reason = None
        self.email_key = ""
        if self.kind is Supporting.PERSON or (self.kind is Supporting.ELECTED and not self.publishes_name):
            self.name = self.sort_key = self.same_key = self.city = self.title = ""

    def _move(self, to: State) -> None:
        if to not in MOVES[self.state]:
            raise IllegalEndorsementMove(state=self.state.value, to=to.value)
        self.state = to


class Endorser(Model):
    """The person who filled in the form, in their own name or in that of a city, a union…: private data."""

    __tablename__ = "endorsers"

    endorsement_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("endorsements.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str]
    title: Mapped[str]
    email: Mapped[str]

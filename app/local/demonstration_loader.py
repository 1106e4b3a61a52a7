"""The demonstration: a register of real names, and people, signatures and officials who are all invented."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.models import Account, RoleName
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.chapters import service as chapters
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core import renderings
from app.core.clock import now, today
from app.core.database import db
from app.core.keys import email_key
from app.core.names import keys_of
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Authority, Cosignature, Signatory, State
from app.local import (
    demonstration_commitments,
    demonstration_endorsements,
    demonstration_members,
    demonstration_messages,
    demonstration_officials,
    demonstration_press,
    demonstration_updates,
    demonstration_visits,
)
from app.local.demonstration_account import EMAIL, LOCAL_PASSWORD
from app.organizations import service as organizations
from app.organizations.models import Kind
from app.territory import service as territory

FILES = Path(__file__).parent / "demonstration"
WITHOUT_NEWS = 4  # one signatory in so many asked for none
# The campaign that everybody in the demonstration signed first; the others have a part of the same organizations.
EVERY_NTH = {
    "il-y-a-des-limites-au-manque-de-reconnaissance": 1,
    "engagez-vous-pour-le-communautaire": 2,
    "plan-de-rattrapage-911-millions": 3,
}


def load(password: str = LOCAL_PASSWORD) -> bool:
    """Everything that the demonstration shows; whether accounts were made. Loading again adds nothing."""
    chapters.load_reference()
    territory.load_municipalities(FILES / "municipalities.csv")
    territory.load_postal_codes(FILES / "postal_codes.csv")
    demonstration_officials.load(FILES)
    with unit_of_work():
        _load_register()
    staff, is_new = _load_staff(password)
    for slug, nth in EVERY_NTH.items():
        campaign = _load_campaign(slug)
        with unit_of_work():
            _load_signatures(campaign, nth, staff)
            demonstration_endorsements.load(campaign, list(_rows("endorsements.csv"))[::nth])
            demonstration_updates.load(campaign, FILES / "updates.toml", staff)
    with unit_of_work():
        national = db.session.get_one(Account, staff)
        demonstration_press.load(campaigns.find(next(iter(EVERY_NTH))), _rows("paper.csv"), national)
        demonstration_messages.load(campaigns.find(next(iter(EVERY_NTH))), _rows("messages.csv"), national)
    with unit_of_work():
        if new := demonstration_members.load_members():
            for slug in EVERY_NTH:
                demonstration_members.load_campaign(campaigns.find(slug), new)
    for slug, nth in EVERY_NTH.items():
        with unit_of_work():
            demonstration_commitments.load(campaigns.find(slug), list(_rows("commitments.csv"))[::nth], _account(staff))
    demonstration_visits.load(campaigns.find(next(iter(EVERY_NTH))), _rows("visits.csv"), _account(staff))
    return is_new


def _account(key: uuid.UUID) -> Account:
    return db.session.get_one(Account, key)


def _load_register() -> None:
    for row in _rows("register.csv"):
        aliases = [alias for alias in row["aliases"].split(";") if alias]
        if organizations.find_same(row["name"], row["region"], row["city"]) is None:
            organizations.add(row["name"], row["region"], row["city"], Kind(row["kind"]), aliases)


def _load_staff(password: str) -> tuple[uuid.UUID, bool]:
    """The accounts: the id of the one in whose name the signatures were validated, and whether it is new."""
    known = {account.email for account in accounts.all_accounts()}
    for row in _rows("staff.csv"):
        if row["email"] not in known:
            chapter = accounts.chapter_with_key(row["chapter"]) if row["chapter"] else None
            account = accounts.create_account(
                row["email"], row["name"], RoleName(row["role"]), chapter=chapter, password=password
            )
            with unit_of_work():
                account.may_export = account.may("cosignatures.read")
    first = db.session.scalar(sa.select(Account.id).where(Account.email == EMAIL))
    assert first is not None  # noqa: S101 - staff.csv has it, and a test holds the file to it
    return first, EMAIL not in known


def _load_campaign(slug: str) -> Campaign:
    campaign = campaigns.load_bundle(campaigns.read_bundle(campaigns.LIBRARY / slug))
    if not campaign.is_public:
        campaigns.open_campaign(slug)
    return campaign


def _load_signatures(campaign: Campaign, nth: int, staff: uuid.UUID) -> None:
    if db.session.scalar(sa.select(Cosignature.id).where(Cosignature.campaign_id == campaign.id).limit(1)):
        return
    letter = campaigns.current_letter(campaign)
    wordings = {purpose: text.id for purpose, text in campaigns.consent_texts(campaign, "fr").items()}
    for number, row in enumerate(_rows("signatures.csv")):
        if number % nth:
            continue
        signed_at = now() - timedelta(days=int(row["days_ago"]), minutes=7 * number)
        cosignature = _cosignature(campaign, letter.id, row, signed_at)
        db.session.add(cosignature)
        _advance(cosignature, row, staff, signed_at)
        given = (
            (Purpose.NOTICE_COSIGN, True),
            (Purpose.PUBLISH_NAME, cosignature.publishes_name),
            (Purpose.NEWS, number % WITHOUT_NEWS != 0),
        )
        consents.record_all(f"cosignature:{cosignature.id}", wordings, given, Channel.DEMONSTRATION)
        db.session.flush()
    renderings.touch(campaign.page_key, renderings.FRONT)


def _cosignature(campaign: Campaign, letter_id: uuid.UUID, row: dict[str, str], at: datetime) -> Cosignature:
    name, authority = row["organization"], Authority(row["authority"])
    meets_on = today() + timedelta(days=int(row["authority_in_days"])) if authority is Authority.ON_DATE else None
    return Cosignature(
        id=uuid.uuid4(),
        campaign_id=campaign.id,
        letter_id=letter_id,
        state=State.SUBMITTED,
        shown_name=name,
        **keys_of(name)._asdict(),
        region_code=row["region"],
        city=row["city"],
        publishes_name=row["publishes_name"] == "yes",
        authority=authority,
        authority_on=meets_on,
        locale="fr",
        email_key=email_key(row["email"]),
        submitted_at=at,
        signatory=Signatory(name=row["signatory"], title=row["title"], email=row["email"]),
    )


def _advance(cosignature: Cosignature, row: dict[str, str], staff: uuid.UUID, at: datetime) -> None:
    """The moves that lead to the state of the file, an hour apart, as they would have been made."""
    state = State(row["state"])
    if state is State.SUBMITTED:
        return
    if state is State.TO_CHECK:
        cosignature.confirm_to_check(at=at + timedelta(hours=1))
        return
    organization = organizations.find_or_add(row["organization"], row["region"], row["city"])
    organization.kind = Kind(row["kind"])
    cosignature.confirm(at=at + timedelta(hours=1), organization=organization)
    later = at + timedelta(hours=2)
    if state is State.VALIDATED:
        cosignature.validate(at=later, by=staff, organization=organization)
    elif state is State.DECLINED:
        cosignature.decline(at=later, by=staff, reason=row["declined_reason"])
    elif state is State.WITHDRAWN:
        cosignature.withdraw(at=later)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)

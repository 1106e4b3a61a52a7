"""A new campaign is never a blank page: it begins with the words of a model, of an earlier campaign, or of a file."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns import bundle as bundles
from app.campaigns import editing, export, library, zipped
from app.campaigns.bundle import Bundle
from app.campaigns.errors import SlugTaken
from app.campaigns.models import Campaign
from app.core.database import db
from app.core.language import gettext as _
from app.core.unit_of_work import unit_of_work

MODEL, EARLIER = "gabarit", "campagne"


def models(account: Account) -> list[tuple[str, str]]:
    """What one may start from, by key and title: the library, then the campaigns of this person."""
    shipped = [bundles.read(folder) for folder in sorted(library.LIBRARY.iterdir()) if folder.is_dir()]
    titles = [(f"{MODEL}:{one.slug}", one.words["fr"].short["title"]) for one in shipped]
    earlier = [
        (f"{EARLIER}:{campaign.slug}", _("Votre campagne : %(title)s", title=campaign.text("fr").title))
        for campaign in editing.editable(account)
    ]
    return [*titles, *earlier]


def from_model(account: Account, key: str, *, slug: str, title: str) -> Bundle:
    """The words of a model under another name, without its dates. Raises NoSuchCampaign."""
    kind, _colon, name = key.partition(":")
    is_shipped = kind == MODEL and bundles.SLUG.fullmatch(name)
    source = bundles.read(library.LIBRARY / name) if is_shipped else export.bundle_of(editing.to_edit(account, name))
    return as_new(account, source, slug=slug, title=title)


def from_zip(account: Account, content: bytes) -> Bundle:
    """The words of a file, whoever wrote it. Raises BundleError."""
    return as_new(account, zipped.read(content))


def as_new(account: Account, source: Bundle, *, slug: str | None = None, title: str | None = None) -> Bundle:
    """A campaign of this person's own, of another year: whose it is and its dates are not those of the source.

    Nor is anybody published who agreed to it for another campaign.
    """
    words = {
        locale: replace(one, short={**one.short, "title": title or one.short["title"]})
        for locale, one in source.words.items()
    }
    return replace(
        source,
        slug=slug or source.slug,
        owner=owner_of_new(account),
        opens_on=None,
        closes_on=None,
        words=words,
        leaders=tuple(replace(leader, spokespersons=()) for leader in source.leaders),
    )


def owner_of_new(account: Account) -> str:
    """Whose a campaign started by this person is: the coalition's, or their chapter's."""
    if account.region_codes(editing.EDIT) is None:
        return "national"
    return next(a.chapter.key for a in account.assignments if a.chapter is not None)


def start(bundle: Bundle, *, by: Account) -> Campaign:
    """A new draft. Raises SlugTaken, BundleError."""
    try:
        with unit_of_work():
            if _is_taken(bundle.slug):
                raise SlugTaken(slug=bundle.slug)
            return library.load(bundle, by=by.id)
    except IntegrityError as error:
        if _is_taken(bundle.slug):  # by somebody else, at the same instant
            raise SlugTaken(slug=bundle.slug) from error
        raise


def _is_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(Campaign.id).where(Campaign.slug == slug)) is not None

"""The mail that asks signatories of an earlier letter whether they agree to the present one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, Letter
from app.core import mailer
from app.core.clock import local
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.language import speaking
from app.core.links import public_url
from app.core.typography import day
from app.cosignatures import links
from app.cosignatures.mails import OF_AGREEMENT
from app.cosignatures.models import Cosignature
from app.cosignatures.reminders.mails import Words
from app.deliveries.models import Kind

# What staff may leave for the program to fill in, and what it becomes; everything else in braces is refused.
BLANKS = {
    "organization": _l("nom de l’organisme"),
    "campaign_title": _l("titre de la campagne"),
    "signed_on": _l("jour de la signature"),
    "answer_url": _l("lien pour répondre"),
    "campaign_url": _l("adresse de la campagne"),
}


@dataclass(frozen=True)
class Asked:
    """One signatory, where to write, and what was signed."""

    cosignature_id: uuid.UUID
    key: uuid.UUID  # what the link of the mail says of it
    organization_id: uuid.UUID
    signed_id: uuid.UUID
    name: str  # of the organization, as it is shown
    person: str
    address: str
    locale: str
    signed_at: datetime

    @classmethod
    def of(cls, one: Cosignature, signed: Letter) -> Asked | None:
        """None once the person's data is destroyed, or when no address was given."""
        person = one.signatory
        if person is None or not person.email or one.organization_id is None:
            return None
        return cls(
            one.id, one.link_id, one.organization_id, signed.id, one.shown_name, person.name, person.email, one.locale,
            one.submitted_at,
        )  # fmt: skip


@dataclass(frozen=True)
class Mail:
    """Ready for the outbox."""

    content: mailer.Rendered
    campaign: Campaign
    to: Asked
    request_id: uuid.UUID
    letter_id: uuid.UUID
    private: tuple[str, ...]  # the links that answer, and stop, for whoever it is written to

    @property
    def shown_to_staff(self) -> str:
        text = self.content.text
        for url in self.private:
            text = text.replace(url, "…")
        return text

    def send(self) -> None:
        """Within a unit of work: a row in the outbox, behind every confirmation."""
        campaigns.send_mail(
            self.campaign,
            self.content,
            Kind.REMINDER,
            to_address=self.to.address,
            to_name=self.to.person or self.to.name,
            unsubscribe_url=links.STOP.url(self.to.organization_id, self.to.locale),
            locale=self.to.locale,
            dedupe_key=f"agreement:{self.to.cosignature_id}:{self.request_id}",
            guard_key=f"{OF_AGREEMENT}:{self.to.cosignature_id}:{self.letter_id}",
        )


def usual_words(locale: str) -> Words:
    """What the mail says unless staff write something else."""
    with speaking(locale):
        return Words(
            _("{organization} : la lettre a changé. Êtes-vous toujours d’accord?"),
            _(
                "Bonjour,\n\n"
                "Le {signed_on}, {organization} a cosigné la lettre de la campagne « {campaign_title} ». "
                "Depuis, la lettre a changé.\n\n"
                "Lisez ce qui a changé, puis dites-nous si votre organisme est d’accord : {answer_url}\n\n"
                "Sans réponse de votre part, votre signature reste sous la lettre que vous avez signée : "
                "elle ne vaut que pour les mots que vous avez lus.\n\n"
                "Merci!"
            ),
        )


def write(
    campaign: Campaign, request_id: uuid.UUID, letter_id: uuid.UUID, words: Mapping[str, Words], to: Asked
) -> Mail:
    """In the language in which that person signed. `letter_id`: the first version that says what is asked about."""
    said = words.get(to.locale) or words["fr"]
    answer_url = links.AGREEMENT.url(to.key, to.locale)
    stop_url = links.STOP.url(to.organization_id, to.locale)
    values = {
        "organization": to.name,
        "campaign_title": campaign.text(to.locale).title,
        "signed_on": day(local(to.signed_at).date(), to.locale),
        "answer_url": answer_url,
        "campaign_url": public_url("site.campaign", locale=to.locale, slug=campaign.slug),
    }
    content = campaigns.render_mail(
        campaign,
        "agreement_to_new_letter",
        to.locale,
        subject=campaigns.fill_blanks(said.subject, values),
        body=campaigns.fill_blanks(said.body, values),
        organization=to.name,
        answer_url=answer_url,
        stop_url=stop_url,
    )
    return Mail(content, campaign, to, request_id, letter_id, (answer_url, stop_url))

"""The message, ready and editable; its preview; then the mail that asks to confirm. In one's own name, or an
organization's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import access, waiting
from app.core.fields import changes_language
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.messages import cards, links, service, words
from app.messages.blueprint import bp, page
from app.messages.letter_forms import KEPT, LetterForm, VariantsOfMessage, write_form
from app.messages.remembering import relay, remembered
from app.messages.service import Draft, Recipients
from app.organizations.models import Organization
from app.territory import service as territory
from app.territory.models import Riding

# Each where the campaign has a wording for it.
BOXES = {
    Purpose.NEWS: "wants_news",
    Purpose.QUOTE_LINE: "quotes_line",
    Purpose.REPLY_SURVEY: "agrees_to_survey",
}
BETWEEN = "|"  # rules, in the hidden field that says whom the page showed


@bp.route("/campagnes/<slug>/ecrire/<riding>", methods=["GET", "POST"])
@access.public
def write(slug: str, riding: str) -> Page:
    """A person writes, in their own name."""
    return _answer(_sheet(campaigns.open_for_messages(slug), territory.riding_named(riding)))


@bp.route("/campagnes/<slug>/ecrire/<riding>/organisme/<uuid:organization_id>", methods=["GET", "POST"])
@access.public
def write_letter(slug: str, riding: str, organization_id: uuid.UUID) -> Page:
    """An organization of the register writes, by somebody who says by what right."""
    campaign = campaigns.open_for_messages(slug)
    place = territory.riding_named(riding)
    return _answer(_sheet(campaign, place, service.organization_of(campaign, organization_id, place)))


@dataclass(frozen=True)
class Sheet:
    """What is being written: for whom, in whose name, and the form."""

    campaign: Campaign
    riding: Riding
    organization: Organization | None
    recipients: Recipients
    form: VariantsOfMessage

    @property
    def address(self) -> str:
        slug, riding = self.campaign.slug, self.riding.slug
        if self.organization:
            return url_for("messages.write_letter", slug=slug, riding=riding, organization_id=self.organization.id)
        return url_for("messages.write", slug=slug, riding=riding)

    def ready(self, variant: str) -> tuple[str, str]:
        return service.ready_text(self.campaign, self.riding, locale(), variant, self.organization)

    @property
    def wordings(self) -> dict[str, tuple[str, str]]:
        """Every text that the page may have shown, whoever receives it now."""
        return {name: self.ready(name) for name in dict.fromkeys(["", *self.campaign.variants])}


def _sheet(campaign: Campaign, riding: Riding, organization: Organization | None = None) -> Sheet:
    recipients = service.recipients_of(campaign, riding, by_organization=organization is not None)
    form = write_form(recipients.variants or [recipients.default], is_letter=organization is not None)
    texts = campaigns.consent_texts(campaign, locale())
    for purpose, name in BOXES.items():
        if name in form and purpose not in texts:
            del form[name]
    return Sheet(campaign, riding, organization, recipients, form)


def _answer(sheet: Sheet) -> Page:
    form = sheet.form
    if not form.is_submitted():
        _prepare(sheet)
        return _write_page(sheet)
    step = request.form.get("step")
    kept = form.left_over(sheet.wordings, is_anybody_there=sheet.recipients.is_anybody_there)
    if not sheet.recipients.is_anybody_there:
        return _write_page(sheet, kept), 409
    if changes_language():
        form.offer({
            name: service.carried_over(sheet.campaign, sheet.riding, text, name, sheet.organization)
            for name, text in form.texts.items()
        })  # fmt: skip
        form.offer({name: sheet.ready(name) for name in form.unread})
        step = request.form.get("shown", "edit")
    elif (form.unread and form.showed_a_text) or len(kept) > len(request.form.getlist(KEPT)):
        form.offer({name: sheet.ready(name) for name in form.unread})
        form.form_errors.append(
            _("Un destinataire a changé depuis que vous avez ouvert cette page : relisez, puis continuez.")
        )
        return _write_page(sheet, kept), 422
    if step == "edit":
        return _write_page(sheet, kept)
    if not form.validate():
        return _write_page(sheet, kept), 422
    draft = _draft(sheet)
    if step != "send":
        return _preview_page(sheet, draft, kept)
    waits_for = service.write(draft, looks=form.looks, ip=request.remote_addr)
    waiting.remember(links.WAIT, draft.email)
    return redirect(url_for("messages.wait", slug=sheet.campaign.slug, token=links.WAIT.token(waits_for)), 303)


def _prepare(sheet: Sheet) -> None:
    form = sheet.form
    method, municipality, via = remembered(sheet.riding)
    form.offer({name: sheet.ready(name) for name in form.variants})
    form.method.data = method
    form.via.data = request.args.get("via") or via
    if sheet.organization is None:
        form.city.data = municipality


def _draft(sheet: Sheet) -> Draft:
    form, texts = sheet.form, sheet.form.texts
    first = form.variants[0]
    shown = (form.rules.data or "").split(BETWEEN) if form.rules.data else sheet.recipients.rules
    organization = sheet.organization
    return Draft(
        campaign=sheet.campaign,
        riding=sheet.riding,
        lookup_method=form.lookup_method,
        locale=locale(),
        subject=texts[first].subject,
        body=texts[first].body,
        variant=first,
        others={name: texts[name] for name in form.variants[1:]},
        rules=tuple(rule for rule in sheet.recipients.rules if rule in shown),
        letterhead=form.in_the_name_of(organization) if organization and isinstance(form, LetterForm) else None,
        personal_line=form.personal_line.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        city=form.city.data or "" if organization is None else service.town_of(organization),
        wants_copy=form.wants_copy.data,
        wants_news="wants_news" in form and form.wants_news.data,
        quotes_line="quotes_line" in form and form.quotes_line.data,
        agrees_to_survey="agrees_to_survey" in form and form.agrees_to_survey.data,
        via=relay(form.via.data),
    )


def _write_page(sheet: Sheet, kept: Sequence[str] = ()) -> str:
    form, recipients = sheet.form, sheet.recipients
    texts = campaigns.consent_texts(sheet.campaign, locale())
    for purpose, name in BOXES.items():
        if name in form:
            form[name].label.text = texts[purpose].wording
    form.rules.data = BETWEEN.join(recipients.rules)
    unreachable = [place.mandate for place in recipients.empty if place.mandate]
    return page(
        "write",
        sheet.campaign,
        riding=sheet.riding,
        organization=sheet.organization,
        table=service.table_name(sheet.organization) if sheet.organization else "",
        form=form,
        kept=kept,
        recipients=recipients,
        cards=cards.cards(recipients.mandates, locale()),
        unreachable=cards.cards(unreachable, locale()),
        chairs=cards.empty_chairs(recipients, sheet.riding, locale()),
        with_us=cards.cards(recipients.with_us, locale()),
        parts=[(form.fields_of(name), words.for_whom(recipients, name)) for name in form.variants],
        privacy_notice=campaigns.notice(sheet.campaign, Purpose.NOTICE_WRITE, locale()),
        salutations=words.salutations(recipients.mandates, locale()),
    )


def _preview_page(sheet: Sheet, draft: Draft, kept: Sequence[str]) -> str:
    sheet.form.rules.data = BETWEEN.join(draft.rules or ())
    return page(
        "preview",
        sheet.campaign,
        riding=sheet.riding,
        form=sheet.form,
        kept=kept,
        draft=draft,
        address=sheet.address,
        arrivals=[cards.arrival(mandate, mail, said.body, locale()) for mandate, said, mail in service.preview(draft)],
        waiting=service.waiting_in_words(sheet.recipients, sheet.riding, locale()),
        is_as_it_came=service.is_as_it_came(draft),
        sender=service.sender_of(draft),
    )

"""What a signatory is told when staff wrote down the signature, or set it right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.campaigns.models import Campaign
from app.consents.models import Channel
from app.core.clock import now
from app.core.language import gettext as _
from app.core.language import speaking
from app.core.links import public_url
from app.core.typography import day
from app.cosignatures.amending import Change
from app.cosignatures.listing import is_shown
from app.cosignatures.mails import Addressee, Mail, compose
from app.cosignatures.models import Authority, ChangedField, Cosignature, Reception
from app.deliveries.models import Kind
from app.territory import service as territory


def received(campaign: Campaign, to: Addressee, cosignature: Cosignature, *, wants_news: bool) -> Mail:
    """Written down by staff: what is noted, word for word, and the link to correct or withdraw."""
    reception = cosignature.reception
    assert reception is not None  # noqa: S101 - whoever calls this has just received it
    with speaking(to.locale):
        how, lines = _how(reception, to.locale), _noted(cosignature, to, wants_news=wants_news)
    return compose(
        "cosignature_received",
        campaign,
        to,
        Kind.RECEIPT,
        once=str(to.cosignature_id),
        how=how,
        lines=lines,
        privacy_url=public_url("site.privacy", locale=to.locale),
    )


def corrected(campaign: Campaign, to: Addressee, changes: Iterable[Change]) -> Mail:
    """Each field that staff set right: what it is, and what it was."""
    with speaking(to.locale):
        lines = [_line(change) for change in changes]
    return compose(
        "cosignature_corrected",
        campaign,
        to,
        Kind.RECEIPT,
        once=f"{to.cosignature_id}:{now().isoformat()}",
        lines=lines,
    )


def _how(reception: Reception, locale: str) -> str:
    filled = {"day": day(reception.received_on, locale), "who": reception.received_by}
    if reception.channel is Channel.PHONE:
        return _("Le %(day)s, %(who)s a noté au téléphone que votre organisme cosigne la lettre :", **filled)
    if reception.channel is Channel.FAX:
        return _("Le %(day)s, %(who)s a reçu par télécopieur votre signature de la lettre, au nom de :", **filled)
    if reception.channel is Channel.ASSEMBLY:
        return _("Le %(day)s, %(who)s a recueilli en assemblée votre signature de la lettre, au nom de :", **filled)
    return _("Le %(day)s, %(who)s a reçu sur papier votre signature de la lettre, au nom de :", **filled)


def _noted(cosignature: Cosignature, to: Addressee, *, wants_news: bool) -> list[str]:
    person = cosignature.signatory
    return [
        _("Région : %(region)s", region=_region(cosignature.region_code)),
        _("Signé par : %(person)s, %(title)s", person=to.name, title=person.title if person else ""),
        _("Conseil d’administration : %(answer)s", answer=_board(cosignature, to.locale)),
        _published(cosignature),
        _("Vous recevrez les nouvelles de la campagne.")
        if wants_news
        else _("Vous ne recevrez pas les nouvelles de la campagne."),
    ]


def _board(cosignature: Cosignature, locale: str) -> str:
    if cosignature.authority is Authority.YES:
        return _("d’accord")
    on: date | None = cosignature.authority_on
    return _("en décidera le %(day)s", day=day(on, locale)) if on else _("pas d’accord connu")


def _published(cosignature: Cosignature) -> str:
    if is_shown(cosignature):
        return _("Le nom de votre organisme paraît dans la liste publique.")
    if cosignature.is_public:
        return _("Le nom de votre organisme paraîtra dans la prochaine édition de la liste publique.")
    if cosignature.publishes_name:
        return _("Le nom de votre organisme paraîtra dans la liste publique une fois la signature validée.")
    return _("Le nom de votre organisme ne sera ni montré ni compté dans la liste publique.")


def _line(change: Change) -> str:
    label = {
        ChangedField.NAME: _("Nom de l’organisme"),
        ChangedField.REGION: _("Région"),
        ChangedField.CITY: _("Municipalité"),
        ChangedField.PERSON: _("Votre nom"),
        ChangedField.TITLE: _("Votre fonction"),
        ChangedField.AUTHORITY: _("Conseil d’administration"),
    }[change.field]
    before, after = change.before, change.after
    if change.field is ChangedField.REGION:
        before, after = _region(before), _region(after)
    if not before:
        return _("%(field)s : %(after)s", field=label, after=after)
    return _("%(field)s : %(after)s (au lieu de %(before)s)", field=label, after=after, before=before)


def _region(code: str) -> str:
    return next((region.name for region in territory.regions() if region.code == code), code)

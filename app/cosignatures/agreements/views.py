"""The link of the mail: what the letter said, what it says now, and two answers. Opening it changes nothing.

It answers, and does nothing else: such a mail is forwarded to a whole board.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirection

from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.core import access, renderings
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.cosignatures import links, service
from app.cosignatures.agreements import agreeing
from app.cosignatures.errors import LetterChanged
from app.cosignatures.fields import as_uuid
from app.cosignatures.models import Answer, Cosignature

bp = Blueprint("agreement", __name__)


@bp.get("/signature/accord/<token>")
@access.token
def ask(token: str) -> str:
    """Both letters, paragraph by paragraph."""
    return _page(service.signed(links.AGREEMENT.read(token)), token)


@bp.post("/signature/accord/<token>")
@access.token
def answer(token: str) -> Page:
    """« Nous sommes d’accord », or « nous gardons notre signature à l’ancienne version »."""
    cosignature = service.signed(links.AGREEMENT.read(token))
    said = request.form.get("answer")
    if said not in set(Answer):
        return _page(cosignature, token), 422
    try:
        agreeing.answer(cosignature.id, Answer(said), read=as_uuid(request.form.get("letter")))
    except LetterChanged:
        flash(_("La lettre a changé depuis que vous avez ouvert cette page. Relisez-la avant de répondre."), "warning")
        return _page(cosignature, token), 409
    if said == Answer.AGREES:
        flash(_("Merci. C’est noté : votre organisme est d’accord avec la nouvelle lettre."), "success")
    else:
        flash(_("C’est noté : votre signature reste à la lettre que vous avez signée."), "success")
    return redirect(url_for(".ask", token=token), 303)


@bp.post("/signature/accord/<token>/lien")
@access.token
def send_links(token: str) -> Redirection:
    """To correct or to take the signature back, another link is mailed to whoever signed."""
    service.send_links(service.signed(links.AGREEMENT.read(token)), ip=request.remote_addr)
    flash(_("Le lien part par courriel, à l’adresse de la personne qui a signé."), "success")
    return redirect(url_for(".ask", token=token), 303)


@bp.get("/campagnes/<slug>/lettre/<int:number>")
@access.public
def earlier(slug: str, number: int) -> str:
    """A version that organizations of the list signed, and what the present letter says instead."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    found = next((one for one in service.signed_earlier(campaign) if one.letter.number == number), None)
    if found is None:
        raise NoSuchCampaign(slug=slug)
    present = campaigns.current_letter(campaign)
    language = locale() if found.letter.body_en and present.body_en else "fr"
    return render_template(
        "cosignatures/earlier_letter.html",
        campaign=campaign,
        earlier=found,
        language=language,
        passages=campaigns.differences_between(found.letter.body(language), present.body(language)),
    )


def _page(cosignature: Cosignature, token: str) -> str:
    asked = agreeing.question(cosignature)
    before, present = asked.before, asked.present
    language = locale() if before.body_en and present.body_en else "fr"
    return render_template(
        "cosignatures/agreement.html",
        cosignature=cosignature,
        campaign=cosignature.campaign,
        asked=asked,
        before=before,
        language=language,
        passages=campaigns.differences_between(before.body(language), present.body(language)),
        token=token,
    )

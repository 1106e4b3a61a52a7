"""An update goes by mail: the numbers before, a mail to oneself, the button, and how far it has come."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.updates import service
from app.updates.errors import IllegalUpdateMove, NobodyToTell, TooLateToUndo
from app.updates.models import Update

bp = Blueprint("updates_mailing", __name__, url_prefix="/equipe/campagnes/<slug>/nouvelles/<int:number>/envoi")


@bp.get("")
@access.staff("campaigns.edit")
def page(slug: str, number: int) -> str:
    """Who would get it and who would not, or what became of what was sent."""
    update = service.to_write(signed_in(), slug, number)
    mailing = update.mailing
    return render_template(
        "updates/staff/mailing.html",
        campaign=update.campaign,
        update=update,
        mailing=mailing,
        audience=None if mailing else service.audience(update),
        reasons=service.LeftOut,
        progress=service.progress([update])[update.id] if mailing else None,
        may_be_undone=mailing is not None and service.may_be_undone(mailing),
        mails={one: service.as_mail(update, one, None) for one in update.locales},
    )


@bp.post("")
@access.staff("campaigns.edit")
def send(slug: str, number: int) -> Answer:
    """To everybody who asked for news, once."""
    update = service.to_write(signed_in(), slug, number)
    try:
        service.send(update, by=signed_in())
        flash(_("C’est noté : les courriels partiront à l’heure dite."), "success")
    except NobodyToTell:
        flash(_("Personne à qui l’envoyer pour l’instant."), "warning")
    except IllegalUpdateMove:
        flash(_("Publiez-la d’abord : le courriel mène à sa page."), "warning")
    return _back(update)


@bp.post("/essai")
@access.staff("campaigns.edit")
def try_out(slug: str, number: int) -> Answer:
    """The same mail, to whoever is signed in."""
    update = service.to_write(signed_in(), slug, number)
    sent = service.try_out(update, to=signed_in())
    flash(ngettext("Un courriel d’essai part vers votre adresse.",
                   "%(num)s courriels d’essai partent vers votre adresse.", sent), "success")  # fmt: skip
    return _back(update)


@bp.post("/annuler")
@access.staff("campaigns.edit")
def undo(slug: str, number: int) -> Answer:
    """As if the button had not been pressed."""
    update = service.to_write(signed_in(), slug, number)
    try:
        service.undo(update, by=signed_in())
        flash(_("L’envoi est annulé : rien n’est parti."), "success")
    except TooLateToUndo:
        flash(_("Trop tard : les courriels partent déjà. Retirer la nouvelle arrête ceux qui attendent."), "warning")
    return _back(update)


def _back(update: Update) -> Answer:
    return redirect(url_for(".page", slug=update.campaign.slug, number=update.number), 303)

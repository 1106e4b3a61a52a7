"""How many wrote, from where and to whom, for staff: figures, and no word of anybody. Then what was set aside."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import locale, ngettext
from app.messages import mails, service
from app.messages.errors import NobodyToWriteTo
from app.messages.models import State
from app.messages.service import Progress, Release
from app.officials import service as officials

bp = Blueprint("messages_staff", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/messages")
@access.staff("desk")
def figures(slug: str) -> str:
    """The messages of a campaign by riding, by recipient and by state."""
    me = signed_in()
    found = service.figures(me, slug)
    return render_template(
        "messages/staff/figures.html",
        found=found,
        campaign=found.campaign,
        State=State,
        Progress=Progress,
        may_decide=me.may(service.DECIDE),
        role=lambda mandate: officials.role_in_words(mandate, locale()),
        office=lambda one: mails.office_in_words(one.rule, one.riding, locale()),
    )


@bp.get("/campagnes/<slug>/messages/a-regarder")
@access.staff(service.DECIDE)
def set_aside(slug: str) -> str:
    """What waits for a person before it leaves."""
    found = service.to_look_at(signed_in(), slug)
    return render_template("messages/staff/set_aside.html", found=found, campaign=found.campaign, State=State)


@bp.post("/campagnes/<slug>/messages/a-regarder/<uuid:message_id>/laisser-partir")
@access.staff(service.DECIDE)
def let_go(slug: str, message_id: uuid.UUID) -> Answer:
    """Nothing is wrong with it."""
    try:
        release = service.let_go_set_aside(signed_in(), slug, message_id)
        if release is Release.TOO_LATE:
            flash(
                _("Ces personnes ont déjà un message du même organisme, ou de la même personne : rien n’est parti."),
                "warning",
            )
        else:
            _tell(_("C’est noté : le message suit son chemin."), waited=release is not None)
    except NobodyToWriteTo:
        flash(_("Personne ne peut le recevoir pour le moment : il reste ici."), "warning")
    return redirect(url_for("messages_staff.set_aside", slug=slug), 303)


@bp.post("/campagnes/<slug>/messages/a-regarder/<uuid:message_id>/refuser")
@access.staff(service.DECIDE)
def refuse(slug: str, message_id: uuid.UUID) -> Answer:
    """It never leaves."""
    waited = service.refuse_set_aside(signed_in(), slug, message_id)
    _tell(_("Refusé : rien n’est parti, et le message est détruit."), waited=waited)
    return redirect(url_for("messages_staff.set_aside", slug=slug), 303)


@bp.post("/campagnes/<slug>/messages/a-regarder/domaine/laisser-partir")
@access.staff(service.DECIDE)
def let_go_domain(slug: str) -> Answer:
    """They are so many because many people have their address there."""
    number = service.let_go_domain(signed_in(), slug, request.form.get("domain", ""))
    done = ngettext("%(num)s message suit son chemin.", "%(num)s messages suivent leur chemin.", number)
    _tell(done, waited=number > 0)
    return redirect(url_for("messages_staff.set_aside", slug=slug), 303)


@bp.post("/campagnes/<slug>/messages/a-regarder/domaine/refuser")
@access.staff(service.DECIDE)
def refuse_domain(slug: str) -> Answer:
    """One person made them all."""
    number = service.refuse_domain(signed_in(), slug, request.form.get("domain", ""))
    done = ngettext(
        "%(num)s message est détruit : il n’est pas parti.",
        "%(num)s messages sont détruits : aucun n’est parti.",
        number,
    )
    _tell(done, waited=number > 0)
    return redirect(url_for("messages_staff.set_aside", slug=slug), 303)


def _tell(done: str, *, waited: bool) -> None:
    if waited:
        flash(done, "success")
    else:
        flash(_("Quelqu’un a décidé entre-temps. Rien n’a été changé."), "warning")

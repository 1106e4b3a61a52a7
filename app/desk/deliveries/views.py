"""The delivery desk: what is on its way, what is stopped, what a person has to decide."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page, page_number
from app.deliveries.models import Decision
from app.desk.deliveries import service
from app.desk.deliveries.forms import ActForm, DecideForm, ReleaseForm, ThresholdForm
from app.desk.deliveries.service import Act
from app.desk.deliveries.words import doubt_in_words, state_in_words, step_in_words

bp = Blueprint("mail_desk", __name__, url_prefix="/equipe/courriels")


@bp.get("")
@access.staff("mail.manage")
def overview() -> str:
    """Everything, by campaign and by official."""
    desk = service.mail(signed_in())
    return render_template(
        "desk/deliveries/overview.html", desk=desk, a_day=service.a_day(), state_in_words=state_in_words
    )


@bp.get("/campagnes/<slug>")
@access.staff("mail.manage")
def campaign(slug: str) -> str:
    """The mail of one campaign, and how its messages leave."""
    return _campaign(slug, None)


@bp.post("/campagnes/<slug>/regroupement")
@access.staff("mail.manage")
def digest(slug: str) -> Page:
    """From how many waiting messages on an official gets one mail a day."""
    form = ThresholdForm(formdata=request.form)
    if not form.validate():
        return _campaign(slug, form), 422
    service.set_threshold(signed_in(), slug, form.threshold.data)
    flash(_("C’est noté. Le prochain regroupement suivra cette règle."), "success")
    return redirect(url_for(".campaign", slug=slug), 303)


@bp.route("/<any(pause, resume, cancel):what>/<key>", methods=["GET", "POST"])
@access.staff("mail.manage")
def act(what: str, key: str) -> Page:
    """What it will do, with numbers; then it is done."""
    form = ActForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        number = service.act_on_mail(signed_in(), key, Act(what), form.reason.data or "")
        flash(_done(Act(what), number), "success")
        return redirect(url_for(".overview"), 303)
    covered = service.covered_mail(signed_in(), key)
    page = render_template("desk/deliveries/act.html", covered=covered, what=what, form=form)
    return page, 422 if form.errors else 200


@bp.route("/suspens", methods=["GET", "POST"])
@access.staff("mail.manage")
def held() -> Page:
    """The mails of which nobody knows whether they arrived, with the evidence, and what becomes of them."""
    form = DecideForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        decision = Decision(form.decision.data)
        number = service.decide_mail(signed_in(), form.ids, decision, form.reason.data or "")
        flash(_decided(number, len(set(form.ids))), "success" if number else "warning")
        return redirect(url_for(".held"), 303)
    page = page_number()
    found, number = service.held_mail(signed_in(), page)
    answer = render_template(
        "desk/deliveries/held.html",
        step_in_words=step_in_words,
        held=found,
        number=number,
        form=form,
        page=page,
        pages=-(-number // service.HELD_A_PAGE),
    )
    return answer, 422 if form.errors else 200


@bp.route("/restauration", methods=["GET", "POST"])
@access.staff("mail.manage")
def restored() -> Page:
    """The database is a backup: what may have left since, and what lets mail go again."""
    form = ReleaseForm(formdata=request.form if request.method == "POST" else None)
    known = service.restored(signed_in())
    if request.method == "POST" and form.validate():
        released = service.release(signed_in(), nothing_left=form.nothing_left, reason=form.reason.data or "")
        flash(
            ngettext(
                "Les envois reprennent. %(num)s message attend votre décision.",
                "Les envois reprennent. %(num)s messages attendent votre décision.",
                released.held,
            ),
            "success",
        )
        return redirect(url_for(".held" if released.held else ".overview"), 303)
    page = render_template(
        "desk/deliveries/restored.html", restored=known, form=form, doubt=doubt_in_words(known.known)
    )
    return page, 422 if form.errors else 200


@bp.post("/elections/<uuid:official_id>/<any(envoyer, annuler):what>")
@access.staff("mail.manage")
def election(official_id: uuid.UUID, what: str) -> Answer:
    """What waits for one who sat until the Assembly was dissolved."""
    number = service.after_election(signed_in(), official_id, send=what == "envoyer")
    if what == "envoyer":
        flash(
            ngettext("%(num)s message reprend sa route.", "%(num)s messages reprennent leur route.", number), "success"
        )
    else:
        flash(ngettext("%(num)s message est annulé.", "%(num)s messages sont annulés.", number), "success")
    return redirect(url_for(".overview"), 303)


def _campaign(slug: str, form: ThresholdForm | None) -> str:
    mail = service.mail_of_campaign(signed_in(), slug)
    form = form or ThresholdForm(formdata=None, data={"threshold": mail.threshold})
    return render_template(
        "desk/deliveries/campaign.html", desk=mail, form=form, a_day=service.a_day(), state_in_words=state_in_words
    )


def _done(what: Act, number: int) -> str:
    if what is Act.PAUSE:
        return ngettext(
            "En pause : %(num)s courriel attend la reprise.",
            "En pause : %(num)s courriels attendent la reprise.",
            number,
        )
    if what is Act.RESUME:
        return ngettext(
            "C’est reparti : %(num)s courriel reprend sa route.",
            "C’est reparti : %(num)s courriels reprennent leur route.",
            number,
        )
    return ngettext("%(num)s courriel est annulé.", "%(num)s courriels sont annulés.", number)


def _decided(number: int, asked: int) -> str:
    if number == asked:
        return ngettext(
            "La décision est prise pour %(num)s courriel.", "La décision est prise pour %(num)s courriels.", number
        )
    return _(
        "La décision est prise pour %(number)s courriels sur %(asked)s : quelqu’un a décidé des autres entre-temps.",
        number=number,
        asked=asked,
    )

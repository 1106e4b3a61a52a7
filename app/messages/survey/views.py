"""What the links of the question open: a page to answer, and a page to be asked nothing more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for

from app.core import access
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.core.security import csrf
from app.messages.survey import links, service
from app.messages.survey.forms import AnswersForm, answers_form

bp = Blueprint("survey", __name__)


@bp.get("/message/reponse/<token>")
@access.token
def answer(token: str) -> Page:
    """What came of each official; opening the page says nothing."""
    return _page(token, answers_form(service.asked(links.ANSWER.read(token))))


@bp.post("/message/reponse/<token>")
@access.token
def answer_now(token: str) -> Page:
    """The button; again sets right what was said."""
    message_id = links.ANSWER.read(token)
    form = answers_form(service.asked(message_id))
    if not form.validate():
        return _page(token, form), 422
    service.answer(message_id, form.given)
    flash(_("C’est noté, merci! Vous pouvez encore le changer ici."), "success")
    return redirect(url_for("survey.answer", token=token), 303)


@bp.get("/message/questions/arret/<token>")
@access.token
def stop(token: str) -> str:
    """Opening the link changes nothing: scanners of mail open links too. It names nobody."""
    return _stop_page(token, is_stopped=False)


@bp.post("/message/questions/arret/<token>")
@access.token
@csrf.exempt  # mail programs post here by themselves, without a cookie: the token is the proof
def stop_now(token: str) -> str:
    """No more such questions."""
    service.stop(links.STOP.read(token))
    return _stop_page(token, is_stopped=True)


def _page(token: str, form: AnswersForm) -> str:
    campaign = form.asked.message.campaign
    return render_template(
        "survey/answer.html", campaign=campaign, text=campaign.text(locale()), form=form, token=token
    )


def _stop_page(token: str, *, is_stopped: bool) -> str:
    title = service.title_of(links.STOP.read(token), locale())
    return render_template("survey/stop.html", title=title, is_stopped=is_stopped, token=token)

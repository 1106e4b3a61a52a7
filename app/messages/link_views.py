"""What the links of the mails open: confirm, see, take back."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from app.core import access, tokens, waiting
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.messages import cards, links, service, words
from app.messages.blueprint import bp, page
from app.messages.forms import NewsForm
from app.messages.models import Message, MessageRecipient, State
from app.messages.service import Outcome, Progress
from app.officials.models import Mandate


@bp.get("/message/confirmer/<token>")
@access.token
def confirm(token: str) -> Page:
    """A page with a button: programs that follow links must not confirm. Afterwards, the thanks."""
    try:
        message = service.find(links.CONFIRM.read(token))
    except tokens.LinkExpired:
        return _expired(token)
    if message.state is State.WITHDRAWN:
        return redirect(url_for("messages.manage", token=links.MANAGE.token(message.id)), 303)
    if message.state is State.WRITTEN:
        to = service.still_of(message)
        return page(
            "confirm",
            message.campaign,
            message=message,
            token=token,
            cards=cards.cards(service.not_written_to(message, to.mandates), locale()),
            waiting=service.waiting_in_words(to, message.riding, locale()),
            is_anybody_left=to.is_anybody_there,
        )
    if service.is_over_in_vain(message):
        return redirect(url_for("messages.manage", token=links.MANAGE.token(message.id)), 303)
    whom, waits = _of_letter(message) if message.letterhead else _of_person(message)
    return page(
        "thanks",
        message.campaign,
        message=message,
        cards=cards.cards(whom, locale()),
        waiting=waits,
        manage_token=links.MANAGE.token(message.id),
        share_text=words.share_text(message.campaign, locale()),
        organizations_can_sign=message.campaign.is_open and message.campaign.takes_cosignatures,
    )


@bp.post("/message/confirmer/<token>")
@access.token
def confirm_now(token: str) -> Page:
    """The button: the message leaves."""
    return after_confirming(service.confirm(links.CONFIRM.read(token)))


@bp.post("/message/confirmer/<token>/encore")
@access.token
def resend(token: str) -> Page:
    """A fresh link instead of one that was too old."""
    message = service.resend(links.CONFIRM.read_expired(token))
    return redirect(url_for("messages.wait", slug=message.campaign.slug, token=links.WAIT.token(message.id)), 303)


@bp.get("/message/<token>")
@access.token
def manage(token: str) -> Page:
    """What was written, how far it has come, and the button that takes it back."""
    message = service.find(links.MANAGE.read(token))
    progress = service.progress(message)
    is_being_checked = _may_be_checked(message, [state for _one, state in progress])
    return page(
        "manage",
        message.campaign,
        message=message,
        is_being_checked=is_being_checked,
        news=NewsForm(formdata=None, news=service.wants_news(message)),
        news_wording=service.news_wording(message),
        progress=[] if is_being_checked else [(cards.card(one.mandate, locale()), how) for one, how in progress],
        waiting=(_of_letter if is_being_checked else _of_person)(message)[1],
        can_withdraw=service.can_withdraw(message),
        is_all_sent=bool(progress) and all(how is Progress.SENT for _one, how in progress),
        own_text=_to_send_otherwise(message, progress),
        token=token,
    )


@bp.post("/message/<token>/retirer")
@access.token
def withdraw(token: str) -> Page:
    service.withdraw(links.MANAGE.read(token))
    return redirect(url_for("messages.manage", token=token), 303)


@bp.post("/message/<token>/nouvelles")
@access.token
def choose_news(token: str) -> Page:
    """The news of the campaign: no more of them, or again."""
    wants = bool(NewsForm(formdata=request.form).news.data)
    service.choose_news(links.MANAGE.read(token), wants=wants)
    flash(_("Votre choix est enregistré."), "success")
    return redirect(url_for("messages.manage", token=token), 303)


@bp.post("/message/<token>/phrase")
@access.token
def take_back_excerpt(token: str) -> Page:
    """Whoever wrote no longer wants to be quoted."""
    service.take_back_excerpt(links.MANAGE.read(token))
    flash(_("C’est noté : votre phrase ne sera citée dans aucun dossier."), "success")
    return redirect(url_for("messages.manage", token=token), 303)


def after_confirming(outcome: Outcome) -> Page:
    """The thanks; or, when nothing was left to send, the page that says so to whoever proved the address."""
    waiting.forget(links.WAIT)
    message = outcome.message
    if outcome.already and not (outcome.done or outcome.waits):
        mandates = [recipient.mandate for recipient in outcome.already]
        return page("already", message.campaign, message=message, cards=cards.cards(mandates, locale()))
    return redirect(url_for("messages.confirm", token=links.CONFIRM.token(message.id)), 303)


def _to_send_otherwise(message: Message, progress: list[tuple[MessageRecipient, Progress]]) -> str:
    """Where something was stopped or refused, the text that its author may send from their own mailbox."""
    lost = [one for one, how in progress if how in (Progress.STOPPED, Progress.REFUSED)]
    keeps_words = message.supporter is not None and message.state is not State.WITHDRAWN
    return service.own_text(lost[0]) if lost and keeps_words else ""


def _may_be_checked(message: Message, progress: list[Progress]) -> bool:
    """A letter of which nothing has left: whether somebody checks it first, its page does not say."""
    on_its_way = message.state in (State.CONFIRMED, State.QUEUED)
    return message.letterhead is not None and on_its_way and all(how is Progress.WAITING for how in progress)


def _of_person(message: Message) -> tuple[list[Mandate], list[tuple[str, bool]]]:
    """To whom it goes or went, and for whom it waits."""
    going = [one.mandate for one, how in service.progress(message) if how not in (Progress.STOPPED, Progress.REFUSED)]
    return going, service.waits_in_words(message, locale())


def _of_letter(message: Message) -> tuple[list[Mandate], list[tuple[str, bool]]]:
    """The same, whether or not somebody checks it first: nobody learns which addresses the register knows."""
    to = service.still_of(message)
    return to.mandates, [(office, True) for office in service.waiting_in_words(to, message.riding, locale())]


def _expired(token: str) -> Page:
    """Too old, but there: another may be asked for. Destroyed: the page that says so."""
    message = service.find(links.CONFIRM.read_expired(token))
    return page("expired", message.campaign, token=token), 410

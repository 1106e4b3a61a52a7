"""What a page says after a decision: what was done and to whom, when the mail leaves, and the button that undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, request, url_for

from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.links import own_path
from app.cosignatures import service
from app.cosignatures.models import Cosignature

MOST_NAMES = 3
MOST_UNDONE = 50  # one page of a pile; the notice travels in the cookie of the session


def say_validated(done: Sequence[Cosignature]) -> None:
    """Nothing at all when nothing was."""
    if len(done) == 1:
        _offer_undo(f"{_('%(name)s : validée.', name=done[0].shown_name)} {_mail(done)}", done)
    elif done:
        said = ngettext(
            "%(num)s cosignature validée : %(names)s.",
            "%(num)s cosignatures validées : %(names)s.",
            len(done),
            names=_names(done),
        )
        _offer_undo(f"{said} {_mail(done)}", done)


def say_declined(cosignature: Cosignature) -> None:
    said = _("%(name)s : refusée.", name=cosignature.shown_name)
    _offer_undo(f"{said} {_mail([cosignature])}", [cosignature])


def say_undone(done: Sequence[service.Undone]) -> None:
    """That it waits again, and whether the person had been told."""
    if not done:
        return
    mails = {undone.mail for undone in done}
    if len(done) == 1:
        name = done[0].cosignature.shown_name
        said = _("%(name)s : la décision est annulée; la cosignature attend de nouveau.", name=name)
    else:
        said = ngettext(
            "%(num)s décision annulée; la cosignature attend de nouveau : %(names)s.",
            "%(num)s décisions annulées; les cosignatures attendent de nouveau : %(names)s.",
            len(done),
            names=_names([undone.cosignature for undone in done]),
        )
    if service.TakenBack.ANNULLED in mails:
        said += " " + ngettext(
            "Le courriel était déjà parti : un autre vient de l’annuler.",
            "Des courriels étaient déjà partis : d’autres viennent de les annuler.",
            len(done),
        )
    elif service.TakenBack.STOPPED in mails:
        said += " " + ngettext(
            "Le courriel n’était pas parti : personne n’a été dérangé.",
            "Les courriels n’étaient pas partis : personne n’a été dérangé.",
            len(done),
        )
    flash(said, "success")


def say_left_alone(number: int) -> None:
    if number:
        flash(
            ngettext(
                "%(num)s cosignature laissée telle quelle : déjà décidée, ou organisme déjà signataire.",
                "%(num)s cosignatures laissées telles quelles : déjà décidées, ou organisme déjà signataire.",
                number,
            ),
            "warning",
        )


def _offer_undo(said: str, done: Sequence[Cosignature]) -> None:
    notice: Any = {"text": said.strip()}  # `components/notice.html` makes a button of the rest
    if len(done) <= MOST_UNDONE:
        notice["act"] = url_for("cosignatures_staff.reopen_many")
        notice["label"] = _("Annuler")
        notice["fields"] = [("cosignature", f"{one.id} {one.as_seen}") for one in done]
        notice["fields"].append(("retour", own_path(request.form.get("retour"), url_for("desk.front"))))
    flash(notice, "success")


def _mail(done: Sequence[Cosignature]) -> str:
    """When the signatory is told; an imported answer may have no address."""
    number = sum(one.signatory is not None and bool(one.signatory.email) for one in done)
    minutes = int(service.waits().total_seconds()) // 60
    if not number:
        return ""
    if not minutes:
        return ngettext("Le courriel est en route.", "Les courriels sont en route.", number)
    if number == 1:
        return ngettext("Le courriel part dans %(num)s minute.", "Le courriel part dans %(num)s minutes.", minutes)
    return ngettext(
        "Les courriels partent dans %(num)s minute.", "Les courriels partent dans %(num)s minutes.", minutes
    )


def _names(done: Sequence[Cosignature]) -> str:
    names = [one.shown_name for one in done]
    more = len(names) - MOST_NAMES
    if more > 1:
        return _("%(names)s et %(count)s autres", names=", ".join(names[:MOST_NAMES]), count=more)
    return _("%(names)s et %(last)s", names=", ".join(names[:-1]), last=names[-1])

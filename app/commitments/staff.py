"""Staff note where officials stand, one or many at once, and take it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import COMMITMENTS
from app.accounts.service import signed_in
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments import service
from app.commitments.forms import NoteForm, of_many, seen, ticked, wanted
from app.commitments.models import Stance
from app.commitments.service import Line, Outcome
from app.core import access
from app.core.language import gettext as _
from app.core.language import locale, ngettext
from app.core.pages import Page

bp = Blueprint("commitments_staff", __name__, url_prefix="/equipe/campagnes/<slug>/engagements")
READ = "desk"
MOST_NAMED = 6  # what the browser keeps until the next page is short


@bp.get("")
@access.staff(READ)
def index(slug: str) -> str:
    """Everybody in office whom one may look at, and where they stand."""
    me, asked = signed_in(), wanted(request.args)
    roll = service.roll_of_staff(me, slug, asked)
    return render_template(
        "commitments/staff/index.html",
        campaign=roll.campaign,
        roll=roll,
        asked=asked,
        stances=list(Stance),
        may_note=service.may_note(me, roll.campaign),
        locale=locale(),
        say=service,
    )


@bp.get("/plusieurs")
@access.staff(COMMITMENTS)
def many(slug: str) -> Page:
    """The same for those who were ticked: who they are, where they stand, and what to note."""
    me = signed_in()
    campaign = campaigns.of_staff(me, slug)
    lines = service.lines_of_many(me, campaign, ticked(request.args))
    if not lines:
        flash(_("Cochez d’abord une personne."), "warning")
        return redirect(url_for(".index", slug=slug), 303)
    return _many(campaign, lines, NoteForm.of(None), {line.mandates[0].official_id: line.revision for line in lines})


@bp.post("/plusieurs")
@access.staff(COMMITMENTS)
def note_many(slug: str) -> Page:
    """Note it, but for those of whom somebody else noted something meanwhile."""
    me = signed_in()
    campaign, read = campaigns.of_staff(me, slug), seen(request.form)
    lines, form = service.lines_of_many(me, campaign, list(read)), NoteForm()
    if not form.validate():
        return _many(campaign, lines, form, read), 422
    _tell(campaign, service.note(campaign, read, of_many(form), by=me), lines)
    return redirect(url_for(".index", slug=slug), 303)


@bp.get("/<uuid:official_id>")
@access.staff(READ)
def one(slug: str, official_id: uuid.UUID) -> str:
    """Where somebody stands, and everything that was noted of it."""
    me = signed_in()
    campaign = campaigns.of_staff(me, slug)
    line = service.line_of(me, campaign, official_id)
    return _one(campaign, line, NoteForm.of(line.commitment))


@bp.post("/<uuid:official_id>")
@access.staff(COMMITMENTS)
def note(slug: str, official_id: uuid.UUID) -> Page:
    """Note it, unless somebody else noted something meanwhile."""
    me = signed_in()
    campaign = campaigns.of_staff(me, slug)
    line = service.line_of(me, campaign, official_id, COMMITMENTS)
    form = NoteForm.over(line.commitment)
    read = {official_id: seen(request.form).get(official_id, 0)}
    if not form.validate():
        return _one(campaign, line, form, revision=read[official_id]), 422
    _tell(campaign, service.note(campaign, read, form.said, by=me), [line])
    return redirect(url_for(".one", slug=slug, official_id=official_id), 303)


@bp.post("/defaire/<uuid:act_id>")
@access.staff(COMMITMENTS)
def undo(slug: str, act_id: uuid.UUID) -> Answer:
    """What was noted in one gesture is taken back in one."""
    me = signed_in()
    outcome = service.undo(campaigns.of_staff(me, slug), act_id, by=me)
    if outcome.noted:
        done = ngettext("Défait : la position d’avant est revenue.",
                        "Défait : les positions d’avant sont revenues pour %(num)s personnes.",
                        len(outcome.noted))  # fmt: skip
        flash(done, "success")
    if outcome.missed:
        flash(_("Quelqu’un a noté autre chose depuis : rien n’a été changé là."), "warning")
    return redirect(url_for(".index", slug=slug), 303)


def _many(campaign: Campaign, lines: Sequence[Line], form: NoteForm, read: Mapping[uuid.UUID, int]) -> str:
    return render_template(
        "commitments/staff/many.html", campaign=campaign, lines=lines, form=form, read=read, say=service
    )


def _one(campaign: Campaign, line: Line, form: NoteForm, revision: int | None = None) -> str:
    me, official = signed_in(), line.mandates[0].official
    act_id = line.commitment.act_id if line.commitment else None
    return render_template(
        "commitments/staff/one.html",
        campaign=campaign,
        line=line,
        form=form,
        revision=line.revision if revision is None else revision,
        history=service.history(campaign.id, official.id),
        may_note=service.may_note_of(me, campaign, line),
        undoes=service.can_undo(campaign, act_id, by=me) if act_id else 0,
        locale=locale(),
        say=service,
    )


def _tell(campaign: Campaign, outcome: Outcome, lines: Sequence[Line]) -> None:
    """What was done, with the button that takes it back, and whom somebody else was faster to note."""
    names = {line.mandates[0].official_id: service.name_in_words(line) for line in lines}
    if outcome.noted:
        said = ngettext("C’est noté pour %(who)s.", "C’est noté pour %(num)s personnes.", len(outcome.noted),
                        who=names[outcome.noted[0]])  # fmt: skip
        undoing = url_for(".undo", slug=campaign.slug, act_id=outcome.act_id)
        notice: Any = {"text": said, "act": undoing, "label": _("Défaire"), "fields": []}
        flash(notice, "success")
    if outcome.missed:
        who = ", ".join(names[official_id] for official_id in outcome.missed[:MOST_NAMED])
        if len(outcome.missed) > MOST_NAMED:
            who = _("%(who)s et d’autres", who=who)
        flash(_("Quelqu’un d’autre vient de noter quelque chose pour %(who)s. Rien n’y a été changé : relisez.",
                who=who), "warning")  # fmt: skip

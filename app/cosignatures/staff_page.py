"""What the pages of staff share: the page of one cosignature, and what is said when an act came too late."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core.language import gettext as _
from app.core.links import own_path
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile
from app.cosignatures.forms import DecisionForm, DeclineForm
from app.cosignatures.models import State
from app.cosignatures.staff_forms import MoveForm, ResolutionForm


def one_page(
    cosignature_id: uuid.UUID,
    *,
    decline_form: DeclineForm | None = None,
    move_form: MoveForm | None = None,
    resolution_form: ResolutionForm | None = None,
) -> str:
    """One cosignature and its acts; a form that was refused comes back with what was typed."""
    me = signed_in()
    cosignature = service.one(me, cosignature_id)
    return render_template(
        "cosignatures/staff/one.html",
        cosignature=cosignature,
        campaign=cosignature.campaign,
        names=service.names_of_staff(cosignature),
        came_by=service.relay_of(cosignature),
        region_names=service.region_names(),
        may_decide=service.may_see(me, cosignature, "cosignatures.validate"),
        decline_form=decline_form or DeclineForm(formdata=None, state=cosignature.as_seen),
        move_form=move_form or MoveForm(formdata=None, state=cosignature.as_seen),
        resolution_form=resolution_form or ResolutionForm.of(cosignature),
        back=own_path(request.values.get("retour"), ""),
    )


def as_seen() -> str:
    """What the button of the page sent back."""
    return DecisionForm(formdata=request.form).state.data or ""


def back(cosignature_id: uuid.UUID) -> Answer:
    """Where the person was, else the page of the cosignature."""
    page = url_for("cosignatures_staff.one", cosignature_id=cosignature_id)
    return redirect(own_path(request.form.get("retour"), page), 303)


def in_words(refused: DecidedMeanwhile | AnotherIsLive) -> str:
    """Why nothing was changed."""
    name = refused.name
    if isinstance(refused, AnotherIsLive):
        return _("%(name)s a déjà une cosignature en vigueur dans cette campagne : rien n’a été changé.", name=name)
    if refused.is_corrected:
        return _("%(name)s : ce qui est signé vient d’être corrigé. Rien n’a été changé : relisez-le.", name=name)
    return {
        State.CONFIRMED: _("%(name)s : la décision a été annulée entre-temps. Rien n’a été changé.", name=name),
        State.VALIDATED: _("%(name)s : déjà validée par quelqu’un d’autre. Rien n’a été changé.", name=name),
        State.DECLINED: _("%(name)s : déjà refusée par quelqu’un d’autre. Rien n’a été changé.", name=name),
        State.WITHDRAWN: _("%(name)s : la personne signataire vient de retirer cette cosignature.", name=name),
    }.get(State(refused.state), _("%(name)s : la situation a changé entre-temps. Rien n’a été changé.", name=name))

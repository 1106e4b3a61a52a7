"""The tablet that goes around at an assembly: its code, the form, the thanks. Nothing of staff opens from here.

The pages are never kept, and each form has its turn: once it was sent or wiped, going back shows an empty one.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for

from app.campaigns import service as campaigns
from app.consents.models import Purpose
from app.core import access
from app.core.fields import changes_language
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import Page
from app.core.personal_links import WrongCode
from app.cosignatures import links, notices, service
from app.cosignatures.errors import AlreadyPublished
from app.cosignatures.kiosks import tablets
from app.cosignatures.kiosks.forms import KioskCodeForm, KioskForm
from app.cosignatures.models import Kiosk, KioskTablet

bp = Blueprint("kiosk", __name__)

THANKS_S = 20  # then the empty form comes back by itself, for the next one
MOST_TURNS = 30
MOST_KIOSKS = 8  # that one browser entered: two campaigns may share a tablet
_OVER = "kiosk.over"  # in the tablet's own session: the turns that are over
_TABLETS = "kiosk.tablets"  # and which tablets it is


@bp.route("/kiosque", methods=["GET", "POST"])
@access.public
def enter() -> Page:
    """The code that the desk shows lets this tablet in, once; the drawing only fills it in."""
    form = KioskCodeForm(formdata=request.form if request.method == "POST" else None, code=request.args.get("code"))
    if request.method == "POST" and not changes_language() and form.validate():
        try:
            tablet = tablets.enter(form.code.data or "")
            session[_TABLETS] = [*session.get(_TABLETS, []), tablet.id.hex][-MOST_KIOSKS:]
            return redirect(url_for(".sign", token=links.KIOSK.token(tablet.kiosk_id)), 303)
        except WrongCode:
            form.refuse()
    return render_template("cosignatures/kiosk/enter.html", form=form), 422 if form.errors else 200


@bp.get("/kiosque/<token>")
@access.token
def sign(token: str) -> str:
    """An empty form."""
    kiosk = _tablet(token).kiosk
    return _page(token, kiosk, KioskForm(kiosk, formdata=None))


@bp.post("/kiosque/<token>")
@access.token
def submit(token: str) -> Page:
    """Take the signature; wipe the form; or, when its turn is over, show an empty one."""
    tablet = _tablet(token)
    kiosk = tablet.kiosk
    form = KioskForm(kiosk, formdata=request.form)
    if "wipe" in request.form or form.turn.data in session.get(_OVER, []):
        _end(form)
        return redirect(url_for(".sign", token=token), 303)
    if changes_language():
        return _page(token, kiosk, form)
    if form.validate():
        try:
            service.submit(kiosk.campaign, form.submission(tablet, locale=locale()))
        except AlreadyPublished as refused:
            form.organization.errors = [_already(refused.shown["name"])]
        else:
            _end(form)
            return redirect(url_for(".thanks", token=token), 303)
    return _page(token, kiosk, form), 422


@bp.get("/kiosque/<token>/merci")
@access.token
def thanks(token: str) -> Page:
    """Nothing on it says who signed. It goes by itself, unless somebody asks it to stay."""
    kiosk, stays = _tablet(token).kiosk, "rester" in request.args
    page = make_response(
        render_template(
            "cosignatures/kiosk/thanks.html",
            kiosk=kiosk,
            campaign=kiosk.campaign,
            token=token,
            stays=stays,
            seconds=THANKS_S,
        )
    )
    if not stays:
        page.headers["Refresh"] = f"{THANKS_S}; url={url_for('.sign', token=token)}"
    return page


def _tablet(token: str) -> KioskTablet:
    return tablets.tablet_of(token, session.get(_TABLETS, []))


def _end(form: KioskForm) -> None:
    """That form will not be read again on this tablet, whatever its browser sends again."""
    session[_OVER] = [*session.get(_OVER, []), (form.turn.data or "")[:16]][-MOST_TURNS:]


def _already(name: str) -> str:
    return _("%(name)s est déjà dans la liste publique : il n’y a rien d’autre à faire.", name=name)


def _page(token: str, kiosk: Kiosk, form: KioskForm) -> str:
    campaign = kiosk.campaign
    return render_template(
        "cosignatures/kiosk/sign.html",
        kiosk=kiosk,
        campaign=campaign,
        token=token,
        form=form,
        letter=campaigns.current_letter(campaign),
        notice=campaigns.notice(campaign, Purpose.NOTICE_COSIGN, locale()),
        wordings=notices.wordings(campaign, locale()),
        regions=[region for code, region in service.region_names().items() if code in kiosk.region_codes],
    )

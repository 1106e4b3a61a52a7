"""The entrance of the staff, the national desk, the regional desks and the goals."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for

from app.accounts.models import OFFICIALS_EDIT
from app.accounts.service import signed_in
from app.core import access
from app.core.clock import now
from app.core.language import locale, ngettext
from app.core.pages import Page
from app.desk import service
from app.desk.forms import goals_form, typed
from app.officials import service as officials

bp = Blueprint("desk", __name__, url_prefix="/equipe")

POLLED_FOR_S = 20 * 60  # a page that nobody looks at any more stops asking
NOTHING_NEW, STOP_POLLING = 204, 286  # what htmx makes of them


@bp.get("")
@access.staff("desk")
def front() -> str:
    """Each campaign, and what waits in it."""
    account = signed_in()
    doors, places = service.entrance(account)
    return render_template(
        "desk/front.html",
        doors=doors,
        places=places,
        together=service.together(places),
        serves_all=account.region_codes("desk") is None,
        may_read=account.may("cosignatures.read"),
        mailboxes_to_verify=officials.to_verify() if account.may(OFFICIALS_EDIT) else 0,
    )


@bp.get("/campagnes/<slug>")
@access.staff("desk")
def national(slug: str) -> str:
    """A line for each region."""
    account = signed_in()
    return render_template(
        "desk/national.html",
        desk=service.national_desk(account, slug, locale()),
        days=service.DAYS,
        may_read=account.may("cosignatures.read"),
        serves_all=account.region_codes("desk") is None,
    )


@bp.get("/campagnes/<slug>/regions/<codes>")
@access.staff("desk")
def region(slug: str, codes: str) -> str:
    """Who waits, who has not signed, who has."""
    account, query = signed_in(), request.args.get("q", "")[:100]
    return render_template(
        "desk/region.html",
        desk=service.regional_desk(account, slug, codes, query),
        codes=codes,
        query=query,
        most_cards=service.MOST_CARDS,
        together=service.together,
        serves_all=account.region_codes("desk") is None,
        may_decide=account.may("cosignatures.validate"),
        may_import=account.may("register.edit"),
        goes_on="suite" in request.args,
        opened=int(now().timestamp()),
    )


@bp.get("/campagnes/<slug>/regions/<codes>/chiffres")
@access.staff("desk")
@access.polled
def region_figures(slug: str, codes: str) -> Page:
    """The figures of a page that is open, when they changed since; for htmx, others are led to the page."""
    figures = service.figures_of(signed_in(), slug, codes)
    if "HX-Request" not in request.headers:
        return redirect(url_for(".region", slug=slug, codes=codes), 303)
    opened = request.args.get("ouverte", type=int) or 0
    is_over = now().timestamp() - opened > POLLED_FOR_S
    if figures.mark == request.args.get("vu") and not is_over:
        return "", NOTHING_NEW
    page = render_template(
        "desk/_figures_alone.html", figures=figures, slug=slug, codes=codes, mark=request.args.get("vu", ""),
        opened=opened, is_over=is_over,
    )  # fmt: skip
    return make_response(page, STOP_POLLING if is_over else 200)


@bp.post("/campagnes/<slug>/regions/<codes>/courriels")
@access.staff("personal.export")
def addresses(slug: str, codes: str) -> str:
    """The addresses of the members that have not signed, to copy; a POST, since it is kept that they were taken."""
    campaign, here, found = service.addresses_of_missing(signed_in(), slug, codes)
    return render_template("desk/addresses.html", campaign=campaign, here=here, codes=codes, found=found)


@bp.route("/campagnes/<slug>/objectifs", methods=["GET", "POST"])
@access.staff("campaigns.edit")
def goals(slug: str) -> Page:
    """What the campaign hopes for in each region."""
    campaign, lines = service.goals(signed_in(), slug)
    form = goals_form(lines)(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        changed = service.set_goals(signed_in(), slug, typed(form))
        flash(ngettext("%(num)s objectif changé.", "%(num)s objectifs changés.", changed), "success")
        return redirect(url_for(".national", slug=slug), 303)
    page = render_template("desk/goals.html", campaign=campaign, lines=lines, form=form)
    return page, 422 if form.errors else 200

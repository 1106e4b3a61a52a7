"""The pages of the local inbox. They exist only where the inbox does: everywhere else, not found."""

from __future__ import annotations

import re
from pathlib import Path

import nh3
from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from markupsafe import Markup, escape

from app.core import access
from app.core.errors import NotFound
from app.core.language import gettext as _
from app.core.language import locale
from app.local import stored_mail
from app.local.stored_mail import StoredMail

bp = Blueprint("local", __name__)

PER_PAGE = 50
LINK = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]")
# The HTML of a mail lives in a frame that runs nothing, loads nothing and has an origin of its own.
FRAME_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)


@bp.before_request
def _only_where_the_inbox_is() -> None:
    if not current_app.config["EMBEDDED_INBOX"]:
        raise NotFound


@bp.get("/courrier")
@access.public
def inbox() -> str:
    recipient = request.args.get("destinataire", "").strip()
    page = max(request.args.get("page", 1, type=int), 1)
    mails = stored_mail.latest(_directory(), recipient=recipient, limit=PER_PAGE + 1, skip=(page - 1) * PER_PAGE)
    return render_template(
        "local/inbox.html",
        rows=[_row(mail) for mail in mails[:PER_PAGE]],
        recipient=recipient,
        page=page,
        has_more=len(mails) > PER_PAGE,
    )


@bp.get("/courrier/<mail_id>")
@access.public
def mail(mail_id: str) -> str:
    found = _mail(mail_id)
    return render_template("local/mail.html", mail=found, paragraphs=paragraphs(found.text))


@bp.get("/courrier/<mail_id>/html")
@access.public
def mail_html(mail_id: str) -> Response:
    """The HTML part, cleaned, for the frame of its page only."""
    clean = nh3.clean(
        _mail(mail_id).html,
        tags=nh3.ALLOWED_TAGS | {"style"},
        clean_content_tags={"script", "title"},
        attributes={**nh3.ALLOWED_ATTRIBUTES, "*": {"style", "lang", "dir", "title", "class"}},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto"},
    )
    title = _("Mise en page du message")
    answer = make_response(
        f'<!doctype html><html lang="{locale()}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><body>{clean}'
    )
    answer.headers["Content-Security-Policy"] = FRAME_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/courrier/<mail_id>/source")
@access.public
def mail_source(mail_id: str) -> Response:
    """The bytes as they arrived, as plain text."""
    content = stored_mail.source(_directory(), mail_id)
    if content is None:
        raise NotFound
    return Response(content, content_type="text/plain; charset=utf-8")


def paragraphs(text: str) -> list[Markup]:
    """Plain text as the paragraphs and lines that its writer meant."""
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))]
    return [with_links(block).replace("\n", Markup("<br>\n")) for block in blocks if block.strip()]


def with_links(text: str) -> Markup:
    """Plain text in which addresses of pages can be clicked; everything else is escaped."""
    pieces: list[Markup] = []
    position = 0
    for found in LINK.finditer(text):
        pieces.append(escape(text[position : found.start()]))
        pieces.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found[0]))
        position = found.end()
    return Markup("").join([*pieces, escape(text[position:])])


def _row(mail: StoredMail) -> dict[str, object]:
    link = Markup('<a href="{}">{}</a>').format(
        url_for("local.mail", mail_id=mail.id), mail.subject or _("(sans objet)")
    )
    return {
        "link": link,
        "recipients": mail.recipients,
        "sender": mail.sender,
        "received_at": mail.received_at,
    }


def _mail(mail_id: str) -> StoredMail:
    found = stored_mail.read(_directory(), mail_id)
    if found is None:
        raise NotFound
    return found


def _directory() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "inbox"

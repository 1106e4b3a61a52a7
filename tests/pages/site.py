"""Pages that cross features, their files, and the inbox of the demonstration."""

from __future__ import annotations

from tests.pages.case import Case, everybody, get, of_campaigns
from tests.pages.mail_desk import on_time

CASES: tuple[Case, ...] = (
    get("site.front", "", everybody(200)),
    *of_campaigns("site.campaign"),
    *of_campaigns("campaigns.colour"),
    get("campaigns.logo", "that nobody shows", everybody(404), lambda world: {"slug": world.open, "digest": "0" * 16}),
    get("site.privacy", "", everybody(200)),
    get("site.accessibility", "", everybody(200)),
    get("site.about", "", everybody(200)),
    get("site.components", "", everybody(200)),
    get("site.health", "", everybody(200), on_time),  # what a case before this one doubted stops all mail
    get("site.measures", "from this machine", everybody(200)),
    get("site.readiness", "", everybody(200)),
    get("static", "that exists", everybody(200), lambda world: {"filename": "site.css"}),
    get("static", "that does not exist", everybody(404), lambda world: {"filename": "site.exe"}),
    get("static", "outside of its folder", everybody(404), lambda world: {"filename": "../config.py"}),
    get("organizations.suggestions", "", everybody(200), q="essais"),
    get("local.inbox", "", everybody(200)),
    get("local.inbox", "of an unknown recipient", everybody(200), destinataire="personne@example.org"),
    get("local.mail", "", everybody(200), lambda world: {"mail_id": world.mail}),
    get("local.mail", "that never came", everybody(404), lambda world: {"mail_id": "20260101T000000000000-00000000"}),
    get("local.mail_html", "", everybody(200), lambda world: {"mail_id": world.mail}),
    get("local.mail_source", "", everybody(200), lambda world: {"mail_id": world.mail}),
)

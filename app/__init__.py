"""Porte-voix: mobilization campaigns for community organizations. `create_app` is the wiring, as a list."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from config import ROOT, Config

if TYPE_CHECKING:
    from flask import Flask

# What every feature stands on.
GROUND: tuple[str, ...] = (
    "app.core.logs",
    "app.core.database",
    "app.core.write_lock",
    "app.core.plans",
    "app.core.migrations",
    "app.core.queues",
    "app.core.renderings",
    "app.core.uploads",
    "app.core.security",
    "app.core.errors",
    "app.core.pages",
)

# What each feature hooks up at start (guards, recipient rules, account loading): a function `init_app(app)`.
WIRED: tuple[str, ...] = (
    "app.deliveries.service",
    "app.territory.wiring",
    "app.accounts.sign_in",
    "app.campaigns.wiring",
    "app.imports.wiring",
    "app.officials.importing.kind",
    "app.officials.wiring",
    "app.organizations.importing.kind",
    "app.organizations.wiring",
    "app.endorsements.wiring",
    "app.cosignatures.wiring",
    "app.cosignatures.answers.importing",
    "app.editions.wiring",
    "app.messages.wiring",
    "app.messages.survey.wiring",
    "app.updates.wiring",
    "app.visits.wiring",
    "app.site.wiring",
    "app.desk.wiring",
    "app.desk.returns.wiring",
)

# Pages: each module has a blueprint `bp`.
PAGES: tuple[str, ...] = (
    "app.site.views",
    "app.campaigns.views",
    "app.campaigns.staff",
    "app.accounts.views",
    "app.accounts.staff",
    "app.imports.staff",
    "app.officials.staff",
    "app.officials.mailbox_views",
    "app.officials.dissolution_views",
    "app.organizations.views",
    "app.organizations.staff",
    "app.organizations.doubt_views",
    "app.cosignatures.views",
    "app.cosignatures.staff",
    "app.cosignatures.addresses.views",
    "app.cosignatures.board_views",
    "app.cosignatures.reminders.views",
    "app.cosignatures.reminders.stop_views",
    "app.cosignatures.acts.views",
    "app.cosignatures.acts.entering_views",
    "app.cosignatures.kiosks.views",
    "app.cosignatures.kiosks.desk_views",
    "app.cosignatures.follow_ups.views",
    "app.cosignatures.acts.together_views",
    "app.cosignatures.agreements.views",
    "app.cosignatures.agreements.desk_views",
    "app.deliveries.views",
    "app.commitments.views",
    "app.commitments.staff",
    "app.messages.views",
    "app.messages.staff",
    "app.messages.survey.views",
    "app.messages.survey.staff",
    "app.editions.views",
    "app.editions.staff",
    "app.updates.views",
    "app.updates.link_views",
    "app.updates.staff",
    "app.updates.mailing_views",
    "app.endorsements.views",
    "app.endorsements.staff",
    "app.paper.staff",
    "app.press.views",
    "app.press.staff",
    "app.visits.views",
    "app.visits.staff",
    "app.visits.deposit_views",
    "app.visits.dossier_views",
    "app.desk.staff",
    "app.desk.deliveries.views",
    "app.desk.territory.views",
    "app.desk.returns.views",
    "app.local.views",
)

# Commands: each module has a Click group `cli`.
COMMANDS: tuple[str, ...] = (
    "app.accounts.cli",
    "app.campaigns.cli",
    "app.chapters.cli",
    "app.cosignatures.cli",
    "app.deliveries.cli",
    "app.editions.cli",
    "app.messages.cli",
    "app.officials.cli",
    "app.organizations.cli",
    "app.territory.cli",
    "app.local.cli",
    "app.local.demo_cli",
)

# Tables, in the order of the layers.
MODELS = (
    "app.core.audit",
    "app.consents.models",
    "app.deliveries.models",
    "app.territory.models",
    "app.chapters.models",
    "app.accounts.models",
    "app.imports.models",
    "app.officials.models",
    "app.organizations.models",
    "app.campaigns.models",
    "app.commitments.models",
    "app.endorsements.models",
    "app.paper.models",
    "app.cosignatures.models",
    "app.messages.models",
    "app.messages.survey.models",
    "app.editions.models",
    "app.updates.models",
    "app.visits.models",
    "app.press.models",
)


def create_app(config: Config | None = None) -> Flask:
    """The application, ready to serve. Raises ConfigError naming every setting that cannot be used."""
    # Loaded here: the launcher and the local inbox stand in this package too, and begin at once without them.
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from app.core import access, language

    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_object(config or Config.from_env(os.environ))
    app.url_map.merge_slashes = False  # a redirect would repeat whatever host the visitor claims
    app.wsgi_app = ProxyFix(app.wsgi_app, **_trusted(app.config["TRUSTED_PROXIES"]))  # type: ignore[method-assign]

    for name in GROUND:
        import_module(name).init_app(app)
    for name in MODELS:
        import_module(name)
    for name in WIRED:
        import_module(name).init_app(app)
    for name in PAGES:
        app.register_blueprint(import_module(name).bp)
    for name in COMMANDS:
        app.cli.add_command(import_module(name).cli)
    language.init_app(app)  # outermost: `/en` is taken off before anything looks at the path
    access.check_all_routes(app)
    return app


def _trusted(proxies: int) -> dict[str, int]:
    return {"x_for": proxies, "x_proto": proxies, "x_host": proxies}

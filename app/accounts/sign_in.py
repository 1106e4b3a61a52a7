"""Flask-Security underneath our own pages: it keeps passwords and sessions, and shows, mails and commits nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask, flash, g, request, session
from flask_login import current_user
from flask_login.utils import _user_context_processor
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, login_user, logout_user
from werkzeug.local import LocalProxy

from app.accounts import passwords, presence, second_factor, service
from app.accounts.models import Account, HeldRole
from app.accounts.passkeys import Challenge
from app.core import access, navigation, unit_of_work
from app.core.clock import now
from app.core.database import db
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l

LONGEST_PAUSE = timedelta(minutes=30)
SEEN_EVERY = timedelta(seconds=60)  # a click more or less does not change the cookie

FRESH = timedelta(minutes=15)  # since the password was last given: what protects the account may be changed
TIME_FOR_THE_SECOND_PROOF = timedelta(minutes=10)

SESSION = "staff_session"
SEEN = "seen_at"
PROVED = "proved_at"
HALFWAY = "halfway"  # who gave the right password, and when: opens nothing by itself
AFTER = "after"
CHALLENGE = "passkey_challenge"
SECRET = "authenticator_secret"  # noqa: S105 - the name of a place; what lies there is encrypted

SETTINGS: dict[str, Any] = {
    **passwords.SETTINGS,
    "SECURITY_ANONYMOUS_USER_DISABLED": True,
    "SECURITY_CLI_USERS_NAME": False,
    "SECURITY_CLI_ROLES_NAME": False,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_LOGIN_URL": "/equipe/connexion",
    "SECURITY_LOGOUT_URL": "/equipe/deconnexion",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_SEND_PASSWORD_RESET_EMAIL": False,
    "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    "SESSION_PROTECTION": None,  # a phone changes network on its way: sessions end by our own rules
}


class StaffAccounts(SQLAlchemyUserDatastore):
    """Flask-Security's way to the accounts: the unit of work commits, and nothing else does."""

    def commit(self) -> None:
        if not unit_of_work.is_open():
            raise RuntimeError("accounts are changed within a unit of work")


class NoMail(MailUtil):
    """E-mail leaves through the outbox; whatever Flask-Security would send by itself is a mistake."""

    def send_mail(self, template: str, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"Flask-Security wants to send « {template} »: write it to the outbox")


def init_app(app: Flask) -> None:
    app.config.update(SETTINGS)
    security = Security(mail_util_cls=NoMail, password_util_cls=passwords.StaffPasswords)
    security.init_app(app, StaffAccounts(db, Account, HeldRole), register_blueprint=False)
    security.login_manager.user_loader(_signed_in)
    security.login_manager.request_loader(None)  # neither a header nor an address opens a session
    _leave_public_pages_alone(app, security)

    access.doors.visitor = visitor
    access.doors.newcomer = newcomer
    app.jinja_env.globals["current_account"] = LocalProxy(visitor)
    app.jinja_env.globals["staff_navigation"] = navigation.of_visitor
    navigation.register("accounts_staff.team", _l("Équipe"), "accounts.manage", place=navigation.LAST)
    navigation.register("accounts_staff.journal", _l("Journal"), "audit.read", place=navigation.LAST)
    navigation.register("accounts.account", _l("Mon compte"), "desk", place=navigation.LAST)


def _leave_public_pages_alone(app: Flask, security: Security) -> None:
    """What these hooks do on every request would read the cookie of every visitor, so that no page could be kept."""
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
    app.template_context_processors[None].remove(_user_context_processor)


def visitor() -> Account | None:
    """Whoever is signed in. Reads the cookie, so ask only where it matters."""
    account: Account | None = current_user._get_current_object()
    return account


def begin(account: Account, after: str) -> None:
    """The password was right and a second proof is wanted: a note of ten minutes, in a session of its own."""
    _empty()
    session[HALFWAY] = [account.fs_uniquifier, _seconds()]
    session[AFTER] = after


def halfway() -> Account | None:
    """Whoever gave the right password a moment ago, and nothing else yet."""
    uniquifier, seconds = session.get(HALFWAY, ("", 0))
    if _seconds() - seconds >= TIME_FOR_THE_SECOND_PROOF.total_seconds():
        return None
    return service.active_account_with(uniquifier)


def newcomer() -> Account | None:
    """The same, when the account has no second factor to be asked for: it may add one."""
    account = halfway()
    return None if account is None or second_factor.is_set_up(account) else account


def after(otherwise: str) -> str:
    """Where the person was going before the second proof was asked for."""
    return str(session.pop(AFTER, otherwise))


def enter(account: Account) -> None:
    """Sign in, in a session that owes nothing to the one that came in."""
    opened = service.open_session(account, user_agent=request.user_agent.string, ip=request.remote_addr or "")
    _empty()
    login_user(account, remember=False, authn_via=["password"])
    session[SESSION] = str(opened.id)
    session[SEEN] = session[PROVED] = _seconds()
    presence.mark(opened.id)


def prove_again() -> None:
    """The password was given once more, in this session."""
    session[PROVED] = _seconds()


def proved_lately() -> bool:
    """Whether the password was given a moment ago; else whoever sits there may not be who signed in."""
    return _seconds() - int(session.get(PROVED, 0)) < FRESH.total_seconds()


def session_id() -> uuid.UUID:
    """The session of this browser."""
    return uuid.UUID(session[SESSION])


def keep_challenge(challenge: Challenge) -> None:
    session[CHALLENGE] = challenge.kept()


def challenge() -> Challenge | None:
    """What this browser’s device was asked to sign; asked once."""
    return Challenge.read(session.pop(CHALLENGE, None))


def leave() -> None:
    """Sign out, here and on the server."""
    if SESSION in session:
        service.end_session(uuid.UUID(session[SESSION]))
    logout_user()
    _empty()


def _signed_in(uniquifier: str) -> Account | None:
    """Flask-Login asks who is behind the cookie; at most twelve hours, with no pause of half an hour."""
    if SESSION not in session:
        return None
    paused = _seconds() - session.get(SEEN, 0)
    account = service.account_of_session(uuid.UUID(session[SESSION]), uniquifier)
    if account is None or paused >= LONGEST_PAUSE.total_seconds():
        _empty()
        flash(_("Votre session est terminée. Connectez-vous de nouveau."))
        return None
    if paused >= SEEN_EVERY.total_seconds() and not access.is_polled():
        session[SEEN] = _seconds()
        presence.mark(uuid.UUID(session[SESSION]))
    return account


def _empty() -> None:
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF remembers it for the rest of the request


def _seconds() -> int:
    return int(now().timestamp())

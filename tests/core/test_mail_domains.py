"""Of an address: whether somebody may make as many of them as they like, and by which domain."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.mail_domains import owner_of


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("a@exemple.ca", "exemple.ca"),
        ("a@B.c.exemple.ca", "exemple.ca"),  # whoever owns a domain owns what is below it
        ("a@mail.exemple.qc.ca", "exemple.qc.ca"),
        ("a@mail.exemple.co.uk", "exemple.co.uk"),
        ("a@qc.net", "qc.net"),
        ("a@x.exemple.quebec", "exemple.quebec"),
        ("a@localhost", "localhost"),
        ("a@gmail.com", None),
        ("a@fastmail.com", None),
        ("anything@jeanne.fastmail.com", "jeanne.fastmail.com"),  # all of it arrives at jeanne@fastmail.com
        ("a@b.jeanne.fastmail.com", "jeanne.fastmail.com"),
        ("a@tlb.sympatico.ca", None),
        ("a@ssss.gouv.qc.ca", None),
        ("a@notgmail.com", "notgmail.com"),
        ("a@campagnes.example.org", None),
        ("a@etudiant.universite-exemple.ca", None),
    ],
)
def test_the_owner_of_a_domain_makes_addresses_at_will_and_customers_of_a_provider_do_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch, address: str, owner: str | None
) -> None:
    monkeypatch.setitem(app.config, "SHARED_DOMAINS", ("universite-exemple.ca",))
    assert owner_of(address) == owner

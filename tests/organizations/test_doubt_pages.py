"""« Doublons possibles », from the pair to the merge and back, as a person does it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.organizations.comparing import compare_names
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, make_organization, sign_in

pytestmark = pytest.mark.data


def test_a_pair_is_merged_told_too_late_to_the_next_and_parted(app: Flask, client: FlaskClient) -> None:
    campaign = make_campaign()
    for name in ("Accueil Le Pont", "Accueil du Pont"):
        make_organization(name)
        make_cosignature(campaign, "confirmed", organization_name=name, city="Rimouski")
    compare_names()
    sign_in(client, make_account())
    pairs = client.get("/equipe/repertoire/doublons?region=01")
    assert "mêmes mots, autrement placés" in pairs.text
    found = re.search(r'href="(/equipe/repertoire/[^"]+/fusionner/[^"]+)"', pairs.text)
    assert found
    page = client.get(found.group(1))
    assert "Les deux ont signé" in page.text
    typed = {"csrf_token": csrf_token(page)}
    entry = client.get(client.post(found.group(1), data=typed).location)
    assert "Les deux fiches n’en font plus qu’une." in entry.text
    late = client.get(client.post(found.group(1), data=typed).location)
    assert "Quelqu’un d’autre a décidé entre-temps" in late.text
    part = re.search(r'action="([^"]+/annuler)"', entry.text)
    assert part
    assert "Fusion annulée" in client.get(client.post(part.group(1), data=typed).location).text


def test_what_is_not_the_same_leaves_the_page(app: Flask, client: FlaskClient) -> None:
    one, other = make_organization("Accueil Le Pont"), make_organization("Accueil du Pont")
    compare_names()
    sign_in(client, make_account())
    page = client.get("/equipe/repertoire/doublons?region=01")
    typed = {"csrf_token": csrf_token(page), "un": str(one.id), "autre": str(other.id), "region": "01"}
    after = client.get(client.post("/equipe/repertoire/distincts", data=typed).location)
    assert "ne seront plus proposés" in after.text
    assert "Aucune paire à regarder dans cette région." in after.text

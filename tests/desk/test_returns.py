"""« Courriels revenus »: each sees what concerns their regions; those who serve everywhere decide."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.database import db
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.desk.deliveries import service
from tests.deliveries.letters import letter, put, set_columns, state
from tests.deliveries.returned import back
from tests.desk.conftest import HERE, THERE, Enter
from tests.factories import form_token, make_account, make_cosignature, make_official
from tests.outbox import mails

pytestmark = pytest.mark.data
PAGE = "/equipe/courriels-revenus"


def bounced(kind: Kind, to: str, **changes: str) -> None:
    delivery = letter(kind, to=to, **changes)
    put(delivery, State.ACCEPTED)
    deliveries.take_return(back(delivery))


def unreached(campaign: Campaign, region: str, name: str) -> None:
    """A form whose confirmation came back."""
    made = make_cosignature(campaign, "submitted", organization_name=name, region_code=region, name=f"Nadia {name}")
    (mail,) = [mail for mail in mails(Kind.CONFIRMATION) if str(made.id) in (mail.guard_key or "")]
    put(mail, State.ACCEPTED)
    deliveries.take_return(back(mail))


def test_a_chapter_sees_its_signatories_and_nothing_of_officials(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    unreached(campaign, HERE, "Maison d’ici")
    unreached(campaign, THERE, "Maison d’ailleurs")
    bounced(Kind.MESSAGE, "elue@example.org")
    page = enter(chapter).get(PAGE).text
    assert "Nadia Maison d’ici" in page
    assert "l’adresse n’existe pas" in page
    assert "Maison d’ailleurs" not in page
    assert "elue@example.org" not in page


def test_a_signatory_who_confirmed_by_another_way_leaves_the_list(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    from app.cosignatures import service as cosignatures
    from app.cosignatures.models import Cosignature

    unreached(campaign, HERE, "Maison d’ici")
    cosignatures.confirm(db.session.scalars(sa.select(Cosignature.id)).one())
    assert "Tous les courriels de confirmation sont arrivés." in enter(chapter).get(PAGE).text


def test_national_staff_are_told_at_once_and_let_go_or_give_up(enter: Enter) -> None:
    national, chapter = make_account("national"), make_account("reader")
    bounced(Kind.MESSAGE, "elue@example.org")
    (told,) = [mail for mail in mails(Kind.STAFF) if mail.dedupe_key.startswith("staff_address_returned:")]
    assert told.to_address == national.email != chapter.email
    assert PAGE in told.body_text
    waiting = letter(Kind.MESSAGE, to="elue@example.org")
    official = make_official("Odile Élue", portfolio="health", email="Elue@example.org")
    client = enter(national)
    page = client.get(PAGE).text
    assert "elue@example.org" in page
    assert f"/equipe/destinataires/{official.id}" in page  # where the address is set right
    assert "1 message attend." in page
    assert post(client, "renoncer", address="elue@example.org") == (303, PAGE)
    assert state(waiting) is State.FAILED
    assert post(client, "laisser-partir", address="Elue@example.org ") == (303, PAGE)
    assert "Toutes les adresses des destinataires répondent." in client.get(PAGE).text
    assert post(client, "laisser-partir", address="elue@example.org")[0] == 404
    acts = db.session.execute(
        sa.select(AuditEntry.act, AuditEntry.account_id).where(AuditEntry.act.like("delivery.a%"))
    )
    assert {tuple(row) for row in acts} == {
        ("delivery.address_given_up", national.id),
        ("delivery.address_released", national.id),
    }
    keys = db.session.scalars(sa.select(AuditEntry.object_key)).all()
    assert not any("elue" in key for key in keys)


def test_the_mail_desk_says_whose_address_is_held(campaign: Campaign, enter: Enter) -> None:
    odile, other = make_official("Odile Élue", email="Elue@example.org"), make_official("Berthe Autre")
    group = campaigns.mail_group(campaign.id)
    for official in (odile, other):
        letter(Kind.MESSAGE, group_key=group, pace_key=f"official:{official.id}")
    bounced(Kind.MESSAGE, "elue@example.org")
    national = make_account("national")
    lines = {line.name: line.is_address_held for line in service.mail(national).officials if line.name}
    assert lines == {"Odile Élue": True, "Berthe Autre": False}
    page = enter(national).get("/equipe/courriels").text
    assert page.count("adresse retenue") == 1


def test_an_address_left_in_peace_is_put_back_by_who_serves_everywhere(enter: Enter, chapter: Account) -> None:
    bounced(Kind.REMINDER, "nadia@example.com")
    (suppressed,) = deliveries.suppressed()
    act = f"adresses/{suppressed.id}/retablir"
    assert post(enter(chapter), act)[0] == 404
    client = enter(make_account("national"))
    assert "nadia@example.com" in client.get(PAGE).text
    assert post(client, act) == (303, PAGE)
    assert deliveries.suppressed() == []


def test_an_address_of_which_a_fingerprint_is_left_is_put_back_by_typing_it(enter: Enter, chapter: Account) -> None:
    bounced(Kind.REMINDER, "nadia@example.com")
    (mail,) = mails(Kind.REMINDER)
    set_columns(mail, to_address="")
    client = enter(make_account("national"))
    page = client.get(PAGE).text
    assert "nadia@example.com" not in page
    assert "1 adresse n’est plus qu’une empreinte." in page
    assert post(client, "adresses/retablir", address="nadia@")[0] == 422
    assert post(client, "adresses/retablir", address="nadine@example.com")[0] == 422
    assert post(enter(chapter), "adresses/retablir", address="nadia@example.com")[0] == 404
    assert post(enter(make_account("national")), "adresses/retablir", address=" Nadia@example.com") == (303, PAGE)
    assert deliveries.count_suppressed() == 0
    acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act.like("delivery.s%"))).all()
    assert acts == ["delivery.suppression_lifted"]


def post(client: FlaskClient, act: str, **form: str) -> tuple[int, str | None]:
    answer = client.post(f"{PAGE}/{act}", data={"csrf_token": form_token(client), **form})
    return answer.status_code, answer.location

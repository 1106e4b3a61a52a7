"""What staff type about officials: the person, a mailbox, an office, its last day, the dissolution."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import request
from wtforms import BooleanField, DateField, Field, RadioField, SelectField, StringField
from wtforms.validators import StopValidation, ValidationError

from app.core.clock import today
from app.core.fields import TextForm, line, name_of_somebody, reachable, readable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.officials import words
from app.officials.appointing import Function, Mailbox
from app.officials.dissolving import LONGEST_AGO
from app.officials.importing.functions import portfolio_keys
from app.officials.importing.sheets import allowed_domains
from app.officials.keeping import Details
from app.officials.models import AddressKind, Gender, Office, Official, OfficialAddress
from app.territory import service as territory
from app.territory.models import NATIONAL

LONGEST = 250
FARTHEST = timedelta(days=366 * 40)


def written_day(form: Any, field: Field) -> None:
    """A day that can be read, not in another life."""
    field.errors = []
    if field.data is None:
        raise StopValidation(_("Écrivez la date en chiffres : année, mois, jour, comme 2026-10-05."))
    if abs(field.data - today()) > FARTHEST:
        raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))


def day_if_any(form: Any, field: Field) -> None:
    """No day, or one that was."""
    if field.data is None and not any(str(raw).strip() for raw in field.raw_data or []):
        field.errors = []
        raise StopValidation
    written_day(form, field)
    if field.data > today():
        raise StopValidation(_("Cette date est à venir."))


class OfficialForm(TextForm):
    """A person."""

    name = StringField(
        _l("Nom"), filters=[line],
        validators=[Filled(_l("Écrivez le nom de la personne.")), AtMost(LONGEST), name_of_somebody, readable],
    )  # fmt: skip
    gender = RadioField(
        _l("La lettre commence par"), validate_choice=False,
        validators=[OneOf(_l("Choisissez : la lettre commence par l’un ou par l’autre."))],
    )  # fmt: skip
    party = StringField(_l("Parti"), filters=[line], validators=[AtMost(LONGEST), readable])
    phone = StringField(_l("Téléphone"), filters=[line], validators=[AtMost(60), readable])
    source = StringField(_l("D’où viennent ces renseignements"), filters=[line], validators=[AtMost(LONGEST)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gender.choices = [(Gender.FEMININE.value, _("Madame")), (Gender.MASCULINE.value, _("Monsieur"))]

    @classmethod
    def of(cls, official: Official) -> OfficialForm:
        return cls(
            data={
                "name": official.name, "gender": official.gender.value, "party": official.party,
                "phone": official.phone or "", "source": official.contact_source,
            }
        )  # fmt: skip

    @property
    def details(self) -> Details:
        return Details(
            name=self.name.data or "", gender=Gender(self.gender.data), party=self.party.data or "",
            phone=self.phone.data or "", source=self.source.data or "",
        )  # fmt: skip


class MailboxForm(TextForm):
    """Where somebody can be written to."""

    email = StringField(
        _l("Adresse courriel"), filters=[line], validators=[Filled(_l("Écrivez l’adresse.")), reachable]
    )
    kind = SelectField(_l("De quel bureau"), validate_choice=False, validators=[OneOf(_l("Choisissez un bureau."))])
    source = StringField(
        _l("D’où vient cette adresse"), filters=[line],
        validators=[Filled(_l("Dites d’où elle vient : une page, une liste, un appel.")), AtMost(LONGEST)],
    )  # fmt: skip
    verified_on = DateField(_l("Vérifiée le"), validators=[day_if_any])
    is_shared = BooleanField(_l("Cette boîte est celle d’une charge : elle passera à la personne suivante."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, words.kind_in_words(kind)) for kind in AddressKind]

    @classmethod
    def of(cls, address: OfficialAddress) -> MailboxForm:
        return cls(
            data={
                "email": address.email, "kind": address.kind.value, "source": address.source,
                "verified_on": address.verified_on, "is_shared": address.is_shared,
            }
        )  # fmt: skip

    def validate_email(self, field: StringField) -> None:
        domain = (field.data or "").rpartition("@")[2].lower()
        allowed = allowed_domains()
        if not any(domain == one or domain.endswith(f".{one}") for one in allowed):
            raise ValidationError(
                _("Cette adresse n’est pas dans un domaine permis : %(domains)s.", domains=", ".join(allowed))
            )

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(
            email=self.email.data or "", kind=AddressKind(self.kind.data), source=self.source.data or "",
            verified_on=self.verified_on.data, is_shared=self.is_shared.data,
        )  # fmt: skip


class OfficeForm(TextForm):
    """An office that begins, and what it is for."""

    office = SelectField(_l("Charge"), validate_choice=False, validators=[OneOf(_l("Choisissez une charge."))])
    riding = SelectField(_l("Circonscription"), validate_choice=False)
    portfolio = StringField(_l("Ministère ou dossier"), filters=[line], validators=[AtMost(LONGEST)])
    party = StringField(_l("Parti"), filters=[line], validators=[AtMost(LONGEST)])
    institution = StringField(_l("Établissement"), filters=[line], validators=[AtMost(LONGEST)])
    region = SelectField(_l("Région"), validate_choice=False)
    title = StringField(_l("Titre exact"), filters=[line], validators=[AtMost(LONGEST)])
    since = DateField(_l("Depuis le"), validators=[written_day])
    replaces = BooleanField(_l("Si quelqu’un occupe déjà cette charge, son mandat finit la veille."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", _("Choisir dans la liste"))]
        seats = territory.ridings(territory.active_map())
        self.office.choices = [*none, *((office.value, words.office_in_words(office)) for office in Office)]
        self.riding.choices = [*none, *((str(one.id), one.name) for one in seats)]
        self.region.choices = [*none, *((one.code, one.name) for one in territory.regions() if one.code != NATIONAL)]
        if request.method == "GET":
            self.since.data = today()

    def validate_riding(self, field: SelectField) -> None:
        self._wanted(field, Office.MNA, _("Choisissez la circonscription."))

    def validate_portfolio(self, field: StringField) -> None:
        if self._office in (Office.MINISTER, Office.CRITIC) and not portfolio_keys(field.data or ""):
            raise ValidationError(_("Écrivez de quel ministère ou de quel dossier il s’agit."))

    def validate_party(self, field: StringField) -> None:
        if self._office in (Office.CRITIC, Office.WHIP) and not field.data:
            raise ValidationError(_("Écrivez pour quel parti cette personne parle."))

    def validate_institution(self, field: StringField) -> None:
        if self._office is Office.HEAD and not field.data:
            raise ValidationError(_("Écrivez quel établissement cette personne dirige."))

    def validate_region(self, field: SelectField) -> None:
        self._wanted(field, Office.REGIONAL_MINISTER, _("Choisissez la région."))

    @property
    def function(self) -> Function:
        """Only what that office asks; a title where we have no words for the portfolio."""
        office = Office(self.office.data)
        key = next(iter(portfolio_keys(self.portfolio.data or "")), None)
        has_region = office in (Office.HEAD, Office.REGIONAL_MINISTER)
        return Function(
            office=office,
            riding_id=uuid.UUID(self.riding.data) if office is Office.MNA else None,
            portfolio=key if office in (Office.MINISTER, Office.CRITIC) else None,
            party=(self.party.data or None) if office in (Office.CRITIC, Office.WHIP) else None,
            institution=self.institution.data if office is Office.HEAD else None,
            region_code=(self.region.data or None) if has_region else None,
            title=self.title.data or words.title_of(office, self.portfolio.data or ""),
        )

    @property
    def _office(self) -> Office | None:
        return Office(self.office.data) if self.office.data in set(Office) else None

    def _wanted(self, field: SelectField, office: Office, message: str) -> None:
        known = {choice[0] for choice in field.choices or ()}
        if (field.data or "") not in known or (self._office is office and not field.data):
            raise ValidationError(message)


class EndForm(TextForm):
    """The last day of a mandate."""

    on = DateField(_l("Dernier jour"), validators=[written_day])


class DissolutionForm(TextForm):
    """The Assembly is dissolved."""

    on = DateField(_l("Jour de la dissolution"), validators=[written_day])
    is_sure = BooleanField(_l("Je confirme que l’Assemblée nationale est dissoute."))

    def validate_on(self, field: DateField) -> None:
        day = field.data or today()
        if day > today():
            raise ValidationError(_("Attendez que l’Assemblée soit dissoute : cette date est à venir."))
        if day < today() - LONGEST_AGO:
            raise ValidationError(_("Cette date est trop ancienne : vérifiez-la."))

    def validate_is_sure(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Cochez pour confirmer."))

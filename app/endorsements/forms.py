"""The forms of whoever endorses, and of staff."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from app.core.fields import (
    TextForm,
    WatchedForm,
    line,
    name_of_somebody,
    paragraphs,
    reachable,
    readable,
)
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.mail_headers import deliverable
from app.core.validators import AtMost, Filled, OneOf
from app.endorsements.models import PERSONS, Endorsement, Supporting
from app.endorsements.service import Given, Submission, kind_in_words
from app.territory import service as territory

LONGEST = 120
LONGEST_BODY = 200
LONGEST_REASON = 500
_KIND = _l("Choisissez au nom de qui vous appuyez.")


def _for_a_body(form: Any, field: Field) -> None:
    """The name of the city, of the union…: wanted unless a person supports; not asked before one says who does."""
    if not form.kind.data:
        raise StopValidation
    if form.is_of_a_person:
        field.data = ""
        raise StopValidation
    if not field.data:
        raise StopValidation(_("Écrivez le nom de la ville, du syndicat ou de l’organisation."))


def _office(form: Any, field: Field) -> None:
    """Not for somebody in their own name; not asked before one says who supports."""
    if not form.kind.data:
        raise StopValidation
    if form.kind.data == Supporting.PERSON.value:
        field.data = ""
        raise StopValidation
    if not field.data:
        raise StopValidation(_("Écrivez votre fonction : mairie, présidence, direction…"))


class GivenForm(TextForm):
    """Who supports, and from where: what giving and correcting have in common."""

    kind = RadioField(_l("J’appuie"), validate_choice=False, validators=[Filled(_KIND), OneOf(_KIND)])
    body = StringField(
        _l("Nom de la ville, du syndicat, de l’organisation"),
        filters=[line],
        validators=[_for_a_body, AtMost(LONGEST_BODY), readable, name_of_somebody],
    )
    name = StringField(
        _l("Votre nom"),
        filters=[line],
        validators=[Filled(_l("Écrivez votre nom.")), AtMost(LONGEST), readable, name_of_somebody],
    )
    title = StringField(
        _l("Votre fonction"), filters=[line], validators=[_office, AtMost(LONGEST), readable, name_of_somebody]
    )
    region = SelectField(
        _l("Région administrative"),
        validate_choice=False,
        validators=[Filled(_l("Choisissez votre région.")), OneOf(_l("Choisissez une région de la liste."))],
    )
    city = StringField(
        _l("Municipalité"),
        filters=[line],
        validators=[Filled(_l("Écrivez votre municipalité.")), AtMost(LONGEST), readable, name_of_somebody],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, _own_words(kind)) for kind in Supporting if kind is not Supporting.PARTY]
        self.region.choices = [
            ("", _("Choisissez…")),
            *((one.code, one.label) for one in territory.regions()),
        ]

    @classmethod
    def of(cls, endorsement: Endorsement) -> GivenForm:
        person = endorsement.endorser
        return cls(
            formdata=None,
            kind=endorsement.kind.value,
            body="" if endorsement.kind in PERSONS else endorsement.name,
            name=person.name if person else endorsement.name if endorsement.kind in PERSONS else "",
            title=(person.title if person else "") or endorsement.title,
            region=endorsement.region_code or "",
            city=endorsement.city,
        )

    @property
    def is_of_a_person(self) -> bool:
        return self.kind.data in {kind.value for kind in PERSONS}

    def given(self) -> Given:
        """What was typed, once valid."""
        kind = Supporting(self.kind.data)
        name, title = self.name.data or "", self.title.data or ""
        return Given(
            kind=kind,
            name=name if kind in PERSONS else self.body.data or "",
            title=title if kind is Supporting.ELECTED else "",
            region_code=self.region.data or "",
            city=self.city.data or "",
            person=name,
            person_title=title,
        )


class EndorseForm(GivenForm, WatchedForm):
    """One screen; the consents are not ticked."""

    email = EmailField(
        _l("Votre courriel"),
        filters=[line],
        validators=[Filled(_l("Écrivez votre adresse courriel.")), reachable],
    )
    publish = BooleanField()
    news = BooleanField()

    def submission(self, *, locale: str, ip: str | None) -> Submission:
        return Submission(
            given=self.given(),
            email=deliverable(self.email.data or ""),
            publishes_name=self.publish.data,
            wants_news=self.news.data,
            locale=locale,
            ip=ip,
            looks=self.looks,
        )


class ChoicesForm(TextForm):
    """The consents, to be changed at any time."""

    publish = BooleanField()
    news = BooleanField()


class DecisionForm(TextForm):
    """What staff saw when they decided."""

    seen = HiddenField(filters=[line])


class DeclineForm(DecisionForm):
    """Why it does not count; whoever gave it reads it."""

    reason = TextAreaField(
        _l("Raison du refus"),
        filters=[paragraphs],
        validators=[Filled(_l("Écrivez la raison : la personne la lira.")), AtMost(LONGEST_REASON), readable],
    )


class StaffForm(DecisionForm):
    """What staff may set right: what is endorsed, not by whom."""

    kind = SelectField(_l("Qui appuie"), validate_choice=False, validators=[Filled(_KIND), OneOf(_KIND)])
    name = StringField(
        _l("Nom, tel qu’il paraîtra"),
        filters=[line],
        validators=[Filled(_l("Écrivez le nom.")), AtMost(LONGEST_BODY), readable, name_of_somebody],
    )
    title = StringField(_l("Fonction, pour une personne élue"), filters=[line], validators=[AtMost(LONGEST), readable])
    region = SelectField(
        _l("Région administrative"), validate_choice=False, validators=[OneOf(_l("Choisissez une région de la liste."))]
    )
    city = StringField(_l("Municipalité"), filters=[line], validators=[AtMost(LONGEST), readable])
    publish = BooleanField(_l("Nommer cette ville, ce syndicat ou cette organisation sur la page publique"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, kind_in_words(kind)) for kind in Supporting]
        self.region.choices = [
            ("", _("Aucune")),
            *((one.code, one.label) for one in territory.regions()),
        ]

    @classmethod
    def of(cls, endorsement: Endorsement) -> StaffForm:
        return cls(
            formdata=None,
            seen=endorsement.as_seen,
            kind=endorsement.kind.value,
            name=endorsement.name,
            title=endorsement.title,
            region=endorsement.region_code or "",
            city=endorsement.city,
            publish=endorsement.publishes_name,
        )

    def given(self) -> Given:
        kind = Supporting(self.kind.data)
        return Given(
            kind=kind,
            name=self.name.data or "",
            title=(self.title.data or "") if kind is Supporting.ELECTED else "",
            region_code=self.region.data or "",
            city=self.city.data or "",
            person="",
        )


def _own_words(kind: Supporting) -> str:
    return {
        Supporting.PERSON: _("à titre personnel"),
        Supporting.ELECTED: _("comme personne élue"),
        Supporting.MUNICIPALITY: _("au nom d’une municipalité ou d’une MRC"),
        Supporting.UNION: _("au nom d’un syndicat"),
        Supporting.CHILDCARE: _("au nom d’un CPE ou d’une garderie"),
        Supporting.INSTITUTION: _("au nom d’un établissement public"),
        Supporting.BUSINESS: _("au nom d’une entreprise"),
        Supporting.OTHER: _("au nom d’une autre organisation"),
    }[kind]

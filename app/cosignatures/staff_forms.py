"""What staff type: a signature that they received, a correction, a region, a resolution, a note, a call."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, EmailField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import StopValidation

from app.consents.models import Channel
from app.core.clock import today
from app.core.fields import TextForm, line, name_of_somebody, reachable, readable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.language import locale
from app.core.mail_headers import deliverable
from app.core.validators import AtMost, Filled, OneOf
from app.cosignatures import service
from app.cosignatures.fields import as_day, as_uuid, day_that_was, municipality, organization_name, region_choices, text
from app.cosignatures.forms import LONGEST_PERSON, LONGEST_TITLE, DecisionForm
from app.cosignatures.models import Authority, Cosignature
from app.organizations import service as organizations
from app.organizations.service import answers_of_the_board, meeting_of_the_board
from app.territory.models import Region

LONGEST_NUMBER = 40
_CHANNEL = _l("Choisissez comment la signature est arrivée.")
_ANSWER = _l("Choisissez une réponse; les trois permettent d’enregistrer.")
_REGION = _l("Choisissez une région de la liste.")


class _Person(TextForm):
    """The organization as it is shown, and the person who signed for it."""

    organization = StringField(
        _l("Nom de l’organisme"),
        filters=[line],
        validators=[Filled(_l("Écrivez le nom de l’organisme.")), organization_name],
    )
    city = StringField(
        _l("Municipalité"), filters=[line], validators=[Filled(_l("Écrivez la municipalité.")), municipality]
    )
    name = StringField(
        _l("Personne signataire"),
        filters=[line],
        validators=[Filled(_l("Écrivez son nom.")), AtMost(LONGEST_PERSON), readable, name_of_somebody],
    )
    title = StringField(
        _l("Sa fonction"),
        filters=[line],
        validators=[Filled(_l("Écrivez sa fonction.")), AtMost(LONGEST_TITLE), readable, name_of_somebody],
    )


class EntryForm(_Person):
    """A signature received by telephone, on paper, by fax or at an assembly."""

    entry = HiddenField(filters=[line])
    organization_id = HiddenField(filters=[line])
    city = StringField(_l("Municipalité"), filters=[line], validators=[municipality])
    channel = RadioField(
        _l("Comment est-elle arrivée?"), validate_choice=False, validators=[Filled(_CHANNEL), OneOf(_CHANNEL)]
    )
    received_by = StringField(
        _l("Reçue par"),
        filters=[line],
        validators=[Filled(_l("Écrivez qui l’a reçue.")), AtMost(LONGEST_PERSON), readable, name_of_somebody],
    )
    received_on = DateField(_l("Reçue le"), validators=[day_that_was])
    region = SelectField(
        _l("Région administrative"), validate_choice=False, validators=[Filled(_REGION), OneOf(_REGION)]
    )
    email = EmailField(
        _l("Courriel"), filters=[line], validators=[Filled(_l("Écrivez l’adresse courriel.")), reachable]
    )
    authority = RadioField(
        _l("Le conseil d’administration est-il d’accord?"),
        validate_choice=False,
        validators=[Filled(_ANSWER), OneOf(_ANSWER)],
    )
    authority_on = DateField(_l("Date de la réunion"), validators=[meeting_of_the_board])
    publish_name = BooleanField(_l("La personne accepte que le nom de l’organisme soit publié"))
    news = BooleanField(_l("La personne veut recevoir les nouvelles de la campagne"))

    def __init__(self, *args: Any, regions: Sequence[Region], last_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_day = last_day
        self.served = {region.code for region in regions}
        choices = [(code, name) for code, name in region_choices() if code in self.served]
        self.region.choices = choices if len(choices) == 1 else [("", _("Choisissez…")), *choices]
        self.channel.choices = [
            (Channel.PHONE.value, _("Au téléphone")),
            (Channel.PAPER.value, _("Sur papier")),
            (Channel.FAX.value, _("Par télécopieur")),
            (Channel.ASSEMBLY.value, _("En assemblée")),
        ]
        self.authority.choices = answers_of_the_board(_("Non, ou la personne ne sait pas"))

    def __iter__(self) -> Iterator[Field]:
        """In the order of the page, which the summary of errors follows."""
        first = (self.channel, self.received_by, self.received_on, self.organization, self.region, self.city)
        return iter([*first, *(field for field in super().__iter__() if field not in first)])

    def validate_city(self, field: Field) -> None:
        """Asked for, unless the register itself gives none for that organization: nobody is to look it up again."""
        if not field.data and not self._register_gives_no_city():
            raise StopValidation(_("Écrivez la municipalité."))

    def _register_gives_no_city(self) -> bool:
        if chosen := as_uuid(self.organization_id.data):
            known = organizations.get(chosen)
        elif self.region.data in self.served:
            known = organizations.find_same(text(self.organization.data), text(self.region.data), "")
        else:
            return False
        return known is not None and not known.city

    def validate_received_on(self, field: Field) -> None:
        """Not after the campaign closed."""
        if field.data is not None and field.data > self.last_day:
            raise StopValidation(_("La campagne était déjà terminée ce jour-là."))

    def entered(self) -> service.Received:
        """What was typed, once valid."""
        return service.Received(
            id=as_uuid(self.entry.data) or uuid.uuid4(),
            organization_id=as_uuid(self.organization_id.data),
            organization_name=text(self.organization.data),
            region_code=text(self.region.data),
            city=text(self.city.data),
            name=text(self.name.data),
            title=text(self.title.data),
            email=deliverable(text(self.email.data)),
            authority=Authority(self.authority.data),
            authority_on=self.authority_on.data,
            publishes_name=self.publish_name.data,
            wants_news=self.news.data,
            locale=locale(),
            channel=Channel(self.channel.data),
            received_by=text(self.received_by.data),
            received_on=self.received_on.data or today(),
        )


class StaffCorrectionForm(_Person):
    """What staff may set right; the region has an act of its own, since it changes hands."""

    state = HiddenField(filters=[line])

    @classmethod
    def of(cls, cosignature: Cosignature) -> StaffCorrectionForm:
        person = cosignature.signatory
        return cls(
            formdata=None,
            state=cosignature.as_seen,
            organization=cosignature.shown_name,
            city=cosignature.city,
            name=person.name if person else "",
            title=person.title if person else "",
        )

    def correction(self, cosignature: Cosignature) -> service.Correction:
        return service.Correction(
            organization_name=text(self.organization.data),
            region_code=cosignature.region_code,
            city=text(self.city.data),
            name=text(self.name.data),
            title=text(self.title.data),
        )


class MoveForm(DecisionForm):
    """To which region it belongs."""

    region = SelectField(_l("Nouvelle région"), validate_choice=False, validators=[Filled(_REGION), OneOf(_REGION)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region.choices = [("", _("Choisissez…")), *region_choices()]


class ResolutionForm(DecisionForm):
    """The day on which the board resolved, and the number of the resolution if it has one."""

    was_on = HiddenField(filters=[line])
    was_number = HiddenField(filters=[line])
    resolved_on = DateField(_l("Date de la résolution"), validators=[day_that_was])
    number = StringField(_l("Numéro"), filters=[line], validators=[AtMost(LONGEST_NUMBER), readable])

    @classmethod
    def of(cls, cosignature: Cosignature) -> ResolutionForm:
        noted = service.resolution_of(cosignature)
        return cls(
            formdata=None,
            state=cosignature.as_seen,
            was_on=noted.on.isoformat() if noted else "",
            was_number=noted.number if noted else "",
            resolved_on=noted.on if noted else None,
            number=noted.number if noted else "",
        )

    @property
    def was(self) -> service.Resolution | None:
        """What the page showed."""
        on = as_day(self.was_on.data)
        return service.Resolution(on, text(self.was_number.data)) if on else None

    def resolution(self) -> service.Resolution:
        return service.Resolution(self.resolved_on.data or today(), text(self.number.data))

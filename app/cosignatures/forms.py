"""The forms of a signatory and of staff."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from app.core.fields import TextForm, WatchedForm, line, name_of_somebody, paragraphs, reachable, readable
from app.core.keys import email_key
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.mail_headers import deliverable
from app.core.validators import AtMost, Filled, OneOf
from app.cosignatures.fields import as_uuid, municipality, organization_name, region_choices, text
from app.cosignatures.models import Authority, Cosignature
from app.cosignatures.service import Correction, Submission
from app.organizations.service import answers_of_the_board, meeting_of_the_board

LONGEST_PERSON = 120
LONGEST_TITLE = 120
LONGEST_REASON = 500
_RELAY = re.compile(r"[a-z0-9-]{1,60}")
_ANSWER = _l("Choisissez une réponse; les trois permettent de signer.")


class _Organization(TextForm):
    """Which organization, and who speaks for it: what signing and correcting have in common."""

    organization = StringField(
        _l("Nom de l’organisme"),
        filters=[line],
        validators=[Filled(_l("Écrivez le nom de votre organisme.")), organization_name],
    )
    region = SelectField(
        _l("Région administrative"),
        validate_choice=False,
        validators=[
            Filled(_l("Choisissez la région de votre organisme.")),
            OneOf(_l("Choisissez une région de la liste.")),
        ],
    )
    city = StringField(
        _l("Municipalité"),
        filters=[line],
        validators=[Filled(_l("Écrivez la municipalité de votre organisme.")), municipality],
    )
    name = StringField(
        _l("Votre nom"),
        filters=[line],
        validators=[Filled(_l("Écrivez votre nom.")), AtMost(LONGEST_PERSON), readable, name_of_somebody],
    )
    title = StringField(
        _l("Votre fonction"),
        filters=[line],
        validators=[
            Filled(_l("Écrivez votre fonction : coordination, direction, présidence…")),
            AtMost(LONGEST_TITLE),
            readable,
            name_of_somebody,
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region.choices = [("", _("Choisissez…")), *region_choices()]


class SigningForm(_Organization):
    """Seven fields, and the consents, none of them ticked: wherever one signs."""

    organization_id = HiddenField(filters=[line])
    email = EmailField(
        _l("Votre courriel"),
        filters=[line],
        validators=[Filled(_l("Écrivez votre adresse courriel.")), reachable],
    )
    authority = RadioField(
        _l("Le conseil d’administration est-il d’accord?"),
        validate_choice=False,
        validators=[Filled(_ANSWER), OneOf(_ANSWER)],
    )
    authority_on = DateField(_l("Date de la réunion"), validators=[meeting_of_the_board])
    publish_name = BooleanField()
    news = BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority.choices = answers_of_the_board(_("Non, ou je ne sais pas"))

    def typed(self, *, locale: str, **how: Any) -> Submission:
        """What was typed, once valid; `how` it came."""
        return Submission(
            organization_name=text(self.organization.data),
            organization_id=as_uuid(self.organization_id.data),
            region_code=text(self.region.data),
            city=text(self.city.data),
            name=text(self.name.data),
            title=text(self.title.data),
            email=deliverable(text(self.email.data)),
            authority=Authority(self.authority.data),
            authority_on=self.authority_on.data,
            publishes_name=self.publish_name.data,
            wants_news=self.news.data,
            locale=locale,
            **how,
        )


class SignForm(SigningForm, WatchedForm):
    """The form of the site."""

    via = HiddenField(filters=[line])

    def submission(self, *, locale: str, ip: str | None) -> Submission:
        """What was typed, once valid, and how it came."""
        return self.typed(
            locale=locale,
            ip=ip,
            via=text(self.via.data) if _RELAY.fullmatch(text(self.via.data)) else None,
            is_from_a_robot=self.is_from_a_robot,
            is_hasty=self.is_hasty,
        )


class AddressForm(TextForm):
    """Another address than the one that holds the signature."""

    email = EmailField(
        _l("Nouvelle adresse courriel"),
        filters=[line],
        validators=[Filled(_l("Écrivez la nouvelle adresse courriel.")), reachable],
    )

    def __init__(self, present_key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present_key = present_key

    def validate_email(self, field: Field) -> None:
        """Not the one that it is already."""
        if not field.errors and email_key(text(field.data)) == self.present_key:
            raise ValidationError(_("C’est déjà l’adresse de cette signature."))

    @property
    def address(self) -> str:
        return deliverable(text(self.email.data))

    def refuse(self) -> None:
        """Too many within an hour."""
        self.email.errors = [_("Cela fait beaucoup de demandes en une heure. Réessayez un peu plus tard.")]


class CorrectionForm(_Organization):
    """What the signatory may set right."""

    @classmethod
    def of(cls, cosignature: Cosignature) -> CorrectionForm:
        person = cosignature.signatory
        return cls(
            organization=cosignature.shown_name,
            region=cosignature.region_code,
            city=cosignature.city,
            name=person.name if person else "",
            title=person.title if person else "",
        )

    def correction(self) -> Correction:
        return Correction(
            organization_name=text(self.organization.data),
            region_code=text(self.region.data),
            city=text(self.city.data),
            name=text(self.name.data),
            title=text(self.title.data),
        )


class ChoicesForm(TextForm):
    """The consents, to be changed at any time."""

    publish_name = BooleanField()
    news = BooleanField()


class DecisionForm(TextForm):
    """What staff saw when they decided."""

    state = HiddenField(filters=[line])


class DeclineForm(DecisionForm):
    """Why it is not a cosignature of this campaign; the signatory reads it."""

    reason = TextAreaField(
        _l("Raison du refus"),
        filters=[paragraphs],
        validators=[
            Filled(_l("Écrivez la raison : la personne signataire la lira.")),
            AtMost(LONGEST_REASON),
            readable,
        ],
    )

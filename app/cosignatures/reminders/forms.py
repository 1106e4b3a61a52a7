"""What staff write to those who have not signed; and what a signatory answers about the board."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from wtforms import DateField, Field, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from app.campaigns.models import Campaign
from app.core.fields import LongLine, TextForm, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.cosignatures import service
from app.cosignatures.fields import region_choices, text
from app.organizations.service import answers_of_the_board, meeting_of_the_board
from app.territory.models import Region

LONGEST_SUBJECT = 150
LONGEST_BODY = 4000
ALL, MEMBERS, EARLIER = "register", "members", "campaign:"
_TO = _l("Choisissez à qui écrire.")
_ANSWER = _l("Choisissez une réponse.")
_BLANK = re.compile(r"\{([^{}\s]*)\}")


def blanks_in(written: str) -> set[str]:
    """Whatever stands in braces."""
    return set(_BLANK.findall(written))


def only_blanks(known: Collection[str]) -> Callable[[Any, Field], None]:
    """Only the blanks that the program fills in."""

    def check(form: Any, field: Field) -> None:
        unknown = sorted(blanks_in(field.data or "") - set(known))
        if unknown:
            raise ValidationError(_("Ce champ à remplir n’existe pas : {%(name)s}.", name=unknown[0]))

    return check


known_blanks = only_blanks(service.BLANKS)
_SUBJECT, _BODY = _l("Écrivez l’objet."), _l("Écrivez le texte.")


def _for_signatories(problem: Any) -> Callable[[Any, Field], None]:
    """Wanted when signatories are written to: each in the language of the signature. The register knows French only."""

    def check(form: Any, field: Field) -> None:
        if field.data:
            return
        if form.earlier is not None:
            raise StopValidation(problem)
        raise StopValidation

    return check


class ReminderForm(TextForm):
    """To whom, in which region, in which words."""

    sending = HiddenField(filters=[line])
    to = SelectField(_l("À qui"), validate_choice=False, validators=[Filled(_TO), OneOf(_TO)])
    region = SelectField(
        _l("Région administrative"),
        validate_choice=False,
        validators=[Filled(_l("Choisissez une région de la liste.")), OneOf(_l("Choisissez une région de la liste."))],
    )
    subject = LongLine(
        _l("Objet"), filters=[line], validators=[Filled(_SUBJECT), AtMost(LONGEST_SUBJECT), known_blanks]
    )
    body = TextAreaField(
        _l("Texte"), filters=[paragraphs], validators=[Filled(_BODY), AtMost(LONGEST_BODY), known_blanks]
    )
    subject_en = LongLine(
        _l("Objet, en anglais"),
        filters=[line],
        validators=[_for_signatories(_SUBJECT), AtMost(LONGEST_SUBJECT), known_blanks],
    )
    body_en = TextAreaField(
        _l("Texte, en anglais"),
        filters=[paragraphs],
        validators=[_for_signatories(_BODY), AtMost(LONGEST_BODY), known_blanks],
    )

    def __init__(self, *args: Any, regions: Sequence[Region], earlier: Sequence[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._earlier = {f"{EARLIER}{campaign.slug}": campaign for campaign in earlier}
        served = {region.code for region in regions}
        choices = [(code, name) for code, name in region_choices() if code in served]
        self.region.choices = choices if len(choices) == 1 else [("", _("Choisissez…")), *choices]
        self.to.choices = [
            (MEMBERS, _("Les membres qui n’ont pas signé")),
            (ALL, _("Tout organisme qui n’a pas signé")),
            *(
                (key, _("Les signataires de « %(title)s » qui veulent des nouvelles", title=one.text("fr").title))
                for key, one in self._earlier.items()
            ),
        ]

    @property
    def earlier(self) -> Campaign | None:
        """The campaign whose signatories are invited, if it is they."""
        return self._earlier.get(text(self.to.data))

    def words(self) -> dict[str, service.Words]:
        """In each language in which somebody may be written to."""
        french = {"fr": service.Words(text(self.subject.data), text(self.body.data))}
        if self.earlier is None:
            return french
        return french | {"en": service.Words(text(self.subject_en.data), text(self.body_en.data))}

    @property
    def members_only(self) -> bool:
        return text(self.to.data) == MEMBERS


class BoardForm(TextForm):
    """What the board said."""

    authority = RadioField(
        _l("Le conseil d’administration est-il d’accord?"),
        validate_choice=False,
        validators=[Filled(_ANSWER), OneOf(_ANSWER)],
    )
    authority_on = DateField(_l("Date de la réunion"), validators=[meeting_of_the_board])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority.choices = answers_of_the_board(_("Non"))

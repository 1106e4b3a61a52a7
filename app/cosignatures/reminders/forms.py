"""What staff write to those who have not signed; and what a signatory answers about the board."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.campaigns.models import Campaign
from app.core.fields import TextForm, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.cosignatures import service
from app.cosignatures.fields import answers_of_the_board, meeting_of_the_board, region_choices, text
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


def known_blanks(form: Any, field: Any) -> None:
    """Only the blanks that the program fills in."""
    unknown = sorted(blanks_in(field.data or "") - set(service.BLANKS))
    if unknown:
        raise ValidationError(_("Ce champ à remplir n’existe pas : {%(name)s}.", name=unknown[0]))


class ReminderForm(TextForm):
    """To whom, in which region, in which words."""

    sending = HiddenField(filters=[line])
    to = SelectField(_l("À qui"), validate_choice=False, validators=[Filled(_TO), OneOf(_TO)])
    region = SelectField(
        _l("Région administrative"),
        validate_choice=False,
        validators=[Filled(_l("Choisissez une région de la liste.")), OneOf(_l("Choisissez une région de la liste."))],
    )
    subject = StringField(
        _l("Objet"), filters=[line], validators=[Filled(_l("Écrivez l’objet.")), AtMost(LONGEST_SUBJECT), known_blanks]
    )
    body = TextAreaField(
        _l("Texte"),
        filters=[paragraphs],
        validators=[Filled(_l("Écrivez le texte.")), AtMost(LONGEST_BODY), known_blanks],
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

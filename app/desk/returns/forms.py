"""What is typed on the page of returned mails."""

from __future__ import annotations

from wtforms import EmailField

from app.core.fields import TextForm, line, reachable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.mail_headers import deliverable
from app.core.validators import Filled


class LiftForm(TextForm):
    """An address that works again."""

    address = EmailField(
        _l("Adresse à rétablir"), filters=[line], validators=[Filled(_l("Écrivez une adresse.")), reachable]
    )

    @property
    def typed(self) -> str:
        return deliverable(self.address.data or "")

    def refuse(self) -> None:
        """Nothing is kept of that address."""
        self.address.errors = [_("Nous écrivons déjà à cette adresse : rien n’est à rétablir.")]

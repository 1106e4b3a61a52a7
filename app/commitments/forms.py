"""What staff type of where an official stands, and what anybody asks to see of the lines."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from app.commitments import service
from app.commitments.models import Commitment, Source, Stance
from app.commitments.service import Filter, Said
from app.core.clock import today
from app.core.fields import TextForm, line, paragraphs, readable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, OneOf

LONGEST_LINK, LONGEST_SENTENCE, LONGEST_NOTE = 500, 300, 2000
EARLIEST_YEAR = 2000
MOST_TOGETHER = 200
LINK = re.compile(r"https?://[^\s<>\"'\\]+\.[^\s<>\"'\\]{2,}")


class NoteForm(TextForm):
    """Where somebody stands, when and where it was said, and what everybody may read of it."""

    stance = RadioField(_l("Position"), validate_choice=False, validators=[OneOf(_l("Choisissez une position."))])
    on = DateField(_l("Jour où cela a été dit"))
    source = SelectField(_l("Où cela a été dit"), validate_choice=False)
    link = StringField(_l("Lien"), filters=[line], validators=[AtMost(LONGEST_LINK)])
    sentence = TextAreaField(_l("Phrase publique"), filters=[line], validators=[AtMost(LONGEST_SENTENCE), readable])
    holds_still = BooleanField(_l("Cela vaut aussi pour la nouvelle position"))
    note = TextAreaField(_l("Note de l’équipe"), filters=[paragraphs], validators=[AtMost(LONGEST_NOTE)])
    is_public = BooleanField(_l("Montrer cette position au tableau public"))
    former: Commitment | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stance.choices = [(one.value, service.stance_in_words(one)) for one in Stance]
        places = ((one.value, service.source_in_words(one)) for one in Source)
        self.source.choices = [("", _("Choisir")), *places]

    @classmethod
    def of(cls, present: Commitment | None) -> NoteForm:
        """With what is known; public unless somebody said otherwise."""
        if present is None:
            return cls(data={"is_public": True, "stance": Stance.UNKNOWN.value})
        return cls(data={
            "stance": present.stance.value, "on": present.said_on, "link": present.link, "note": present.note,
            "source": present.source.value if present.source else "", "sentence": present.sentence,
            "is_public": present.is_public,
        })  # fmt: skip

    @classmethod
    def over(cls, present: Commitment | None) -> NoteForm:
        """What was typed, over what is known."""
        form = cls()
        form.former = present
        return form

    @property
    def is_of_somebody_unknown(self) -> bool:
        return bool(self.stance.data == Stance.UNKNOWN.value)

    def validate_on(self, field: DateField) -> None:
        """Wanted as soon as something is known."""
        field.errors = []
        if self.is_of_somebody_unknown:
            raise StopValidation
        if field.data is None:
            raise StopValidation(_("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25."))
        if field.data > today() or field.data.year < EARLIEST_YEAR:
            raise StopValidation(_("Cette date est à venir, ou trop ancienne : vérifiez l’année."))

    def validate_source(self, field: SelectField) -> None:
        if not self.is_of_somebody_unknown and field.data not in set(Source):
            raise ValidationError(_("Dites où cela a été dit."))

    def validate_link(self, field: Field) -> None:
        if field.data and not LINK.fullmatch(field.data):
            raise ValidationError(_("Une adresse web s’écrit comme https://exemple.org."))

    def validate_holds_still(self, field: BooleanField) -> None:
        """What proved a former position is not published under another one unless somebody says so."""
        left = [] if field.data else self._left_of_former()
        if left:
            said = _("La position change, mais ceci vient encore de l’ancienne : %(what)s. Donnez ce qui vaut pour la "
                     "nouvelle, videz ce qui ne vaut plus, ou cochez cette case.", what=", ".join(left))  # fmt: skip
            raise ValidationError(said)

    def _left_of_former(self) -> list[str]:
        """In words: what the page had filled in for another position, and nobody has changed."""
        former = self.former
        if former is None or former.said_on is None or self.is_of_somebody_unknown:
            return []
        if self.stance.data == former.stance.value:
            return []
        same_link = (self.link.data or "") == former.link
        same_source = former.source is not None and self.source.data == former.source.value
        left = {
            _("la date et la source"): self.on.data == former.said_on and same_source and same_link,
            _("le lien"): bool(former.link) and same_link,
            _("la phrase publique"): bool(former.sentence) and self.sentence.data == former.sentence,
        }
        return [words for words, is_left in left.items() if is_left]

    @property
    def said(self) -> Said:
        source = Source(self.source.data) if self.source.data in set(Source) else None
        return Said(
            stance=Stance(self.stance.data), on=self.on.data, source=source, link=self.link.data or "",
            sentence=self.sentence.data or "", note=self.note.data or "", is_public=self.is_public.data,
        )  # fmt: skip


def of_many(form: NoteForm) -> Said:
    """An empty note leaves the note that each has."""
    return replace(form.said, note=form.note.data or None)


def wanted(asked: MultiDict[str, str]) -> Filter:
    """What an address asks to see; what makes no sense there is not asked for."""
    stance, party = asked.get("position", ""), asked.get("parti", "")
    region = asked.get("region", "")
    return Filter(
        query=line(asked.get("q", "")[:100]),
        region=region if len(region) == 2 and region.isascii() and region.isdigit() else "",
        party=line(party[:100]),
        stance=Stance(stance) if stance in set(Stance) else None,
    )


def ticked(asked: MultiDict[str, str]) -> list[uuid.UUID]:
    """Those who were ticked, each once."""
    return list(dict.fromkeys(filter(None, map(_uuid, asked.getlist("qui")[:MOST_TOGETHER]))))


def seen(asked: MultiDict[str, str]) -> dict[uuid.UUID, int]:
    """« number of somebody, number of what was read of them », as the page gave them out."""
    found = {}
    for typed in asked.getlist("vu")[:MOST_TOGETHER]:
        who, _space, revision = typed.partition(" ")
        number = _uuid(who)
        if number and revision.isascii() and revision.isdigit() and len(revision) < 7:
            found[number] = int(revision)
    return found


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None

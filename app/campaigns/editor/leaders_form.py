"""Who leads the campaign, in the editor: a group of fields for each, and an empty one to add another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from flask_wtf import FlaskForm
from wtforms import Field

from app.campaigns import leaders, logos
from app.campaigns.bundle import Bundle
from app.campaigns.editor.forms import PartForm
from app.campaigns.editor.leader_fields import data_of, fields_of
from app.campaigns.leaders import MOST_LEADERS, MOST_SPOKESPERSONS
from app.campaigns.models import Leader, Spokesperson
from app.core.language import gettext as _

OF_LEADER = ("name", "short_name", "name_en", "short_name_en", "website", "logo_text", "logo_text_en")
OF_PERSON = ("name", "title", "title_en", "phone", "email")


@dataclass(frozen=True)
class PersonRow:
    """The fields of one spokesperson, by their short names; `before`: who stands there."""

    fields: dict[str, Field]
    agrees: Field
    before: Spokesperson | None

    @property
    def typed(self) -> dict[str, str]:
        return {key: field.data or "" for key, field in self.fields.items()}

    @property
    def is_used(self) -> bool:
        return any(self.typed.values())

    @property
    def person(self) -> Spokesperson:
        return replace(self.before or Spokesperson(name=""), **self.typed)


@dataclass(frozen=True)
class LeaderRow:
    """The fields of one leader, and of who speaks for it; `before`: who stands there."""

    fields: dict[str, Field]
    file: Field
    without_logo: Field | None  # where there is one to take away
    place: Field
    people: list[PersonRow]
    before: Leader | None

    @property
    def typed(self) -> dict[str, str]:
        return {key: field.data or "" for key, field in self.fields.items()}

    @property
    def is_used(self) -> bool:
        return any(self.typed.values()) or bool(self.file.data) or any(person.is_used for person in self.people)

    @property
    def drawn(self) -> bytes | None:
        """The picture that came, drawn anew."""
        found: bytes | None = getattr(self.file, "drawn", None)
        return found

    @property
    def logo(self) -> str:
        """The digest of the picture that it will show."""
        if self.drawn is not None:
            return logos.digest_of(self.drawn)
        takes_away = self.without_logo is not None and self.without_logo.data
        return self.before.logo if self.before and not takes_away else ""

    @property
    def leader(self) -> Leader:
        told: dict[str, Any] = {**self.typed, "logo": self.logo}
        if not self.logo:
            told |= {"logo_text": "", "logo_text_en": ""}
        people = tuple(person.person for person in self.people if person.is_used)
        return replace(self.before or Leader(name=""), **told, spokespersons=people)


class LeadersForm(PartForm):
    """One group for each leader; one that is emptied goes."""

    bundle: ClassVar[Bundle]
    number: ClassVar[int] = 0

    class Meta(PartForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted, with its files."""
            return FlaskForm.Meta.wrap_formdata(self, form, formdata)

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        number = min(len(bundle.leaders) + 1, MOST_LEADERS)
        made: type[Self] = type(cls.__name__, (cls,), {"bundle": bundle, "number": number} | fields_of(bundle, number))
        return made(data=data_of(bundle.leaders, OF_LEADER, OF_PERSON))

    @property
    def leader_rows(self) -> list[LeaderRow]:
        """The fields, leader by leader, in the order of the page."""
        return [self._row(place) for place in range(1, self.number + 1)]

    def validate(self, extra_validators: Any = None) -> bool:
        """What each field says, then what the fields of one leader say together, then whether the notices follow."""
        good: bool = super().validate(extra_validators)
        for row in self.leader_rows:
            if row.is_used:
                good = _is_whole(row) and good
        return good and self._is_in_the_notices()

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        pictures = {row.logo: row.drawn for row in self.leader_rows if row.drawn is not None}
        return replace(bundle, leaders=self._led(), logos={**bundle.logos, **pictures})

    def _row(self, place: int) -> LeaderRow:
        before = self.bundle.leaders[place - 1] if place <= len(self.bundle.leaders) else None
        people = [
            PersonRow(self._those(OF_PERSON, f"{place}_{one}"), self[f"agrees_{place}_{one}"], spokesperson)
            for one, spokesperson in enumerate(_padded(before), 1)
            if f"agrees_{place}_{one}" in self
        ]
        without = self._those(("without_logo",), str(place)).get("without_logo")
        fields = self._those(OF_LEADER, str(place))
        return LeaderRow(fields, self[f"logo_{place}"], without, self[f"place_{place}"], people, before)

    def _those(self, keys: tuple[str, ...], which: str) -> dict[str, Field]:
        return {key: self[f"{key}_{which}"] for key in keys if f"{key}_{which}" in self}

    def _led(self) -> tuple[Leader, ...]:
        """In the order asked for: whoever moves up comes before the one that stood there, whoever moves down, after."""

        def rank(numbered: tuple[int, LeaderRow]) -> tuple[int, int, int]:
            stood, row = numbered
            asked = row.place.data or ""
            wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else stood
            return wanted, (wanted > stood) - (wanted < stood), stood

        used = [(place, row) for place, row in enumerate(self.leader_rows, 1) if row.is_used]
        return tuple(row.leader for _place, row in sorted(used, key=rank))

    def _is_in_the_notices(self) -> bool:
        words = [(locale, one.consents) for locale, one in self.bundle.words.items()]
        missing = leaders.unnamed_anywhere(words, self._led())
        for leader in missing:
            sentence = _(
                "Les avis ne nomment pas « %(name)s » : placez-y d’abord le champ « qui mène », puis revenez ici.",
                name=leader.name,
            )
            self.form_errors.append(sentence)
        return not missing


def _padded(before: Leader | None) -> list[Spokesperson | None]:
    people = list(before.spokespersons) if before else []
    return [*people, *[None] * (MOST_SPOKESPERSONS - len(people))]


def _is_whole(row: LeaderRow) -> bool:
    good = _wants(row.fields["name"], _("Écrivez le nom de l’organisation."))
    if row.logo:
        sentence = _("Dites en quelques mots ce que montre le logo : on le lira à voix haute.")
        good = _wants(row.fields["logo_text"], sentence) and good
    for person in row.people:
        if person.is_used:
            good = _is_reachable(person) and good
    return good


def _is_reachable(person: PersonRow) -> bool:
    good = _wants(person.fields["name"], _("Écrivez le nom de la ou du porte-parole."))
    if not person.typed["email"]:
        good = _wants(person.fields["phone"], _("Donnez un téléphone ou un courriel pour les médias.")) and good
    return (
        _wants(person.agrees, _("Rien n’est publié sur une personne sans son accord : demandez-le, cochez.")) and good
    )


def _wants(field: Field, sentence: str) -> bool:
    """Whether something was typed or ticked; else the field says so."""
    if not field.data:
        field.errors = [*field.errors, sentence]
    return bool(field.data)

"""What staff type of an entry of the register."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from app.chapters import service as chapters
from app.core import identifiers
from app.core.clock import today
from app.core.fields import TextForm, line, paragraphs
from app.core.keys import InvalidEmail, normal_email
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.organizations.errors import NameRefused
from app.organizations.models import AliasKind, Kind, Organization
from app.organizations.names import checked_city, checked_name
from app.organizations.words import kind_in_words, refusal_in_words
from app.organizations.writing import Details
from app.territory import service as territory
from app.territory.models import Region

_REGION = _l("Choisissez une région de la liste.")
_CHOICE = _l("Choisissez une réponse de la liste.")
_BETWEEN = re.compile(r"[\n;,]+|\s(?=\S+@)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_LINES = 20
_MOST_APART = 50
_FIRST_YEAR = 1850


def _checked(check: Callable[[str], str]) -> Callable[[Any, Field], None]:
    def validator(form: Any, field: Field) -> None:
        try:
            check(field.data or "")
        except NameRefused as refused:
            raise StopValidation(refusal_in_words(refused)) from None

    return validator


def _names(form: Any, field: Field) -> None:
    """One name a line."""
    names = _lines(field.data)
    if len(names) > MOST_LINES:
        raise StopValidation(_("Au plus %(limit)s lignes.", limit=MOST_LINES))
    for name in names:
        try:
            checked_name(name)
        except NameRefused as refused:
            raise StopValidation(_("« %(name)s » : %(why)s", name=name[:60], why=refusal_in_words(refused))) from None


def _addresses(form: Any, field: Field) -> None:
    addresses = _emails(field.data)
    if len(addresses) > MOST_LINES:
        raise StopValidation(_("Au plus %(limit)s lignes.", limit=MOST_LINES))
    for address in addresses:
        try:
            normal_email(address)
        except InvalidEmail:
            raise StopValidation(_("« %(address)s » n’est pas une adresse courriel.", address=address[:80])) from None


def _year(form: Any, field: Field) -> None:
    if field.data and not (
        field.data.isascii() and field.data.isdigit() and _FIRST_YEAR <= int(field.data[:9]) <= today().year + 1
    ):
        raise StopValidation(_("Écrivez une année en quatre chiffres, comme 2009."))


class EntryForm(TextForm):
    """One entry, without its region."""

    name = StringField(
        _l("Nom"), filters=[line], validators=[Filled(_l("Écrivez le nom de l’organisme.")), _checked(checked_name)]
    )
    kind = SelectField(_l("Type"), validators=[OneOf(_CHOICE)])
    city = StringField(_l("Municipalité"), filters=[line], validators=[_checked(checked_city)])
    mrc = StringField(_l("MRC"), filters=[line], validators=[AtMost(120)])
    riding = SelectField(_l("Circonscription"), validators=[OneOf(_CHOICE)])
    is_member = BooleanField(_l("Membre de la table régionale"))
    member_since = StringField(_l("Membre depuis (année)"), filters=[line], validators=[_year])
    acronyms = TextAreaField(_l("Sigles"), filters=[paragraphs], validators=[_names])
    former_names = TextAreaField(_l("Anciens noms"), filters=[paragraphs], validators=[_names])
    other_names = TextAreaField(_l("Autres noms en usage"), filters=[paragraphs], validators=[_names])
    emails = TextAreaField(_l("Courriels"), filters=[paragraphs], validators=[_addresses])
    phone = StringField(_l("Téléphone"), filters=[line], validators=[AtMost(60)])
    sector = StringField(_l("Secteur"), filters=[line], validators=[AtMost(120)])
    neq = StringField(_l("NEQ"), filters=[line], validators=[AtMost(30)])
    charity_number = StringField(_l("Numéro d’organisme de bienfaisance"), filters=[line], validators=[AtMost(30)])
    notes = TextAreaField(_l("Notes"), filters=[paragraphs], validators=[AtMost(4000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, kind_in_words(kind)) for kind in Kind]
        ridings = territory.ridings(territory.active_map())
        self.riding.choices = [("", _("Non précisée")), *((str(riding.id), riding.name) for riding in ridings)]
        self.kind.data = self.kind.data if self.kind.data not in (None, "None") else Kind.COMMUNITY.value
        self.riding.data = self.riding.data if self.riding.data not in (None, "None") else ""

    @property
    def details(self) -> Details:
        """What was typed, once it is valid; numbers are written as they should be when their form is known."""
        return Details(
            name=self.name.data or "",
            kind=Kind(self.kind.data),
            city=self.city.data or "",
            mrc=self.mrc.data or "",
            riding_id=uuid.UUID(self.riding.data) if self.riding.data else None,
            is_member=bool(self.is_member.data),
            member_since=int(self.member_since.data) if self.member_since.data else None,
            neq=identifiers.neq(self.neq.data).value if self.neq.data else "",
            charity_number=identifiers.charity_number(self.charity_number.data).value
            if self.charity_number.data
            else "",
            phone=self.phone.data or "",
            sector=self.sector.data or "",
            notes=self.notes.data or "",
            emails=tuple(_emails(self.emails.data)),
            aliases=tuple(self._aliases()),
        )

    def _aliases(self) -> list[tuple[AliasKind, str]]:
        fields = (
            (AliasKind.ACRONYM, self.acronyms),
            (AliasKind.FORMER_NAME, self.former_names),
            (AliasKind.OTHER, self.other_names),
        )
        return [(kind, name) for kind, field in fields for name in _lines(field.data)]

    @classmethod
    def of(cls, organization: Organization) -> EntryForm:
        """The form filled with the entry as it stands."""
        by_kind = {
            kind: "\n".join(alias.name for alias in organization.aliases if alias.kind is kind) for kind in AliasKind
        }
        told = {column: getattr(organization, column) for column in _AS_THEY_STAND}
        return cls(
            formdata=None,
            **told,
            kind=organization.kind.value,
            riding=str(organization.riding_id or ""),
            member_since=str(organization.member_since or ""),
            emails="\n".join(email.address for email in organization.emails),
            acronyms=by_kind[AliasKind.ACRONYM],
            former_names=by_kind[AliasKind.FORMER_NAME],
            other_names=by_kind[AliasKind.OTHER],
        )


class NewEntryForm(EntryForm):
    """A new entry, in one of the regions of the person."""

    region = SelectField(_l("Région"), validators=[Filled(_REGION), OneOf(_REGION)])
    apart = BooleanField(false_values=("",))  # its value: the entries of which the page said that their name is close

    @property
    def said_apart(self) -> list[uuid.UUID]:
        """Those that are other organizations, says whoever ticked the box."""
        ids = str(self.apart.raw_data[0]).split() if self.apart.raw_data else []
        return [uuid.UUID(one) for one in ids[:_MOST_APART] if _UUID.fullmatch(one)]

    def offer(self, regions: list[Region]) -> NewEntryForm:
        self.region.choices = _choices(regions)
        return self


class MoveForm(TextForm):
    """Another region: any of them."""

    region = SelectField(_l("Nouvelle région"), validators=[Filled(_REGION), OneOf(_REGION)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region.choices = _choices(territory.regions())


def table_of(region_code: str) -> str:
    """The acronym of the table that serves the region, "" where there is none."""
    serving = chapters.serving(region_code)
    return serving.acronym if serving else ""


_AS_THEY_STAND = ("name", "city", "mrc", "is_member", "neq", "charity_number", "phone", "sector", "notes")


def _choices(regions: list[Region]) -> list[tuple[str, str]]:
    return [("", _("Choisissez…")), *((one.code, f"{one.code} {one.name}") for one in regions)]


def _lines(text: Any) -> list[str]:
    return [name for part in str(text or "").splitlines() if (name := part.strip())]


def _emails(text: Any) -> list[str]:
    return [address for part in _BETWEEN.split(str(text or "")) if (address := part.strip())]

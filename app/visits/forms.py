"""What staff type about a visit: the plan, what was handed over, the answer, why it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import StopValidation, ValidationError

from app.core.clock import today
from app.core.fields import TextForm, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.pictures import PictureProblem, PictureRefused
from app.core.plain_text import is_formula
from app.core.validators import AtMost, Filled, OneOf
from app.editions.models import Edition
from app.visits import service
from app.visits.models import Answer, Visit
from app.visits.service import Answered, Deposit, Photo, Plan, Seat

FARTHEST_DAY = timedelta(days=730)
MOST_PEOPLE = 20
MOST_ORGANIZATIONS = 100_000
WHOM = _l("Choisissez à qui vous rendez visite.")


def _typed(field: Field) -> bool:
    return any(raw.strip() for raw in field.raw_data or [] if isinstance(raw, str))


def day(form: Any, field: Field) -> None:
    """A day within two years of today, before or after."""
    field.errors = []
    if field.data is None:
        raise StopValidation(_("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25."))
    if abs(field.data - today()) > FARTHEST_DAY:
        raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))


def day_that_was(form: Any, field: Field) -> None:
    day(form, field)
    if field.data > today():
        raise StopValidation(_("Cette date est à venir."))


class VisitForm(TextForm):
    """Whom, when, where, who goes, and what is handed over. `seen`: the visit as the page showed it."""

    seen = HiddenField(filters=[line])
    target = SelectField(_l("À qui"), validate_choice=False, validators=[Filled(WHOM), OneOf(WHOM)])
    meets_on = DateField(_l("Jour"), validators=[day])
    hour = TimeField(_l("Heure"))
    place = StringField(_l("Lieu"), filters=[line], validators=[Filled(_l("Écrivez où.")), AtMost(300)])
    delegation = TextAreaField(_l("Qui y va"), filters=[paragraphs], validators=[AtMost(2000)])
    edition = SelectField(
        _l("Édition remise"), validate_choice=False, validators=[OneOf(_l("Choisissez une édition."))]
    )

    def offer(self, seats: Sequence[Seat], portfolios: Sequence[str], editions: Sequence[Edition]) -> None:
        """Those whom one may visit, and what there is to hand over."""
        ridings = [(f"riding:{one.riding.id}", service.choice_of_seat(one.riding.name, one.mna)) for one in seats]
        ministries = [(f"portfolio:{one}", service.portfolio_in_words(one)) for one in portfolios]
        self.target.choices = [("", _("Choisir dans la liste")), *ridings, *ministries]
        self.edition.choices = edition_choices(editions, _("La dernière ce jour-là"))

    def keep_target(self, visit: Visit) -> None:
        """Whom it is for is settled, or of another electoral map: it stays a choice."""
        if visit.target not in {choice[0] for choice in self.target.choices or ()}:
            self.target.choices = [(visit.target, service.whom(visit)), *(self.target.choices or ())]

    def validate_hour(self, field: TimeField) -> None:
        field.errors = []
        if field.data is None and _typed(field):
            raise ValidationError(_("Écrivez l’heure en chiffres, comme 13:30."))

    def validate_delegation(self, field: TextAreaField) -> None:
        people = [one for one in (field.data or "").splitlines() if one]
        if len(people) > MOST_PEOPLE:
            raise ValidationError(_("Au plus %(most)s personnes.", most=MOST_PEOPLE))
        if any(is_formula(one) or not any(map(str.isalpha, one)) for one in people):
            raise ValidationError(_("Sur chaque ligne, un nom : au moins une lettre, et aucun signe comme = au début."))

    @property
    def plan(self) -> Plan:
        return Plan(
            target=self.target.data, meets_on=settled(self.meets_on), hour=self.hour.data, place=self.place.data or "",
            delegation="\n".join(one for one in (self.delegation.data or "").splitlines() if one),
            edition=number_of(self.edition.data),
        )  # fmt: skip


class DepositForm(FlaskForm):
    """It took place: on which day, with which list, and a picture if there is one."""

    seen = HiddenField(filters=[line])
    on = DateField(_l("Jour du dépôt"), validators=[day_that_was])
    edition = SelectField(
        _l("Édition remise"), validate_choice=False, validators=[OneOf(_l("Choisissez une édition."))]
    )
    organizations = IntegerField(_l("Nombre d’organismes sur la liste remise"))
    is_public = BooleanField(_l("Montrer ce dépôt sur la page publique « Dépôts »"))
    photo = FileField(_l("Photo"))
    photo_words = TextAreaField(_l("Ce que montre la photo"), filters=[line], validators=[AtMost(300)])
    photo_agreed = BooleanField(_l("Toutes les personnes reconnaissables acceptent que cette photo soit publiée."))
    without_photo = BooleanField(_l("Retirer la photo"))

    def __init__(self, *args: Any, has_photo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_photo = has_photo
        self.drawn: tuple[bytes, int, int] | None = None
        if not has_photo:
            del self.without_photo

    def offer(self, editions: Sequence[Edition]) -> None:
        self.edition.choices = edition_choices(editions, _("Aucune édition : la liste d’alors"))

    def validate_organizations(self, field: IntegerField) -> None:
        field.errors = []
        if field.data is None or not 0 < field.data <= MOST_ORGANIZATIONS:
            raise StopValidation(_("Écrivez un nombre : combien d’organismes la liste comptait."))

    def validate_photo(self, field: FileField) -> None:
        """It is drawn anew at once, and the file is not kept."""
        if not field.data:
            return
        try:
            self.drawn = service.drawn(field.data.stream.read(service.LARGEST_FILE + 1))
        except PictureRefused as refused:
            raise ValidationError(_refusal(refused.problem)) from None

    def validate_photo_words(self, field: TextAreaField) -> None:
        stays = self.has_photo and not self.without_photo.data
        if (self.photo.data or stays) and not field.data:
            raise ValidationError(_("Décrivez la photo en une phrase, pour les personnes qui ne la voient pas."))

    def validate_photo_agreed(self, field: BooleanField) -> None:
        if self.photo.data and not field.data:
            raise ValidationError(
                _("Demandez l’accord de chaque personne, puis cochez; sinon, envoyez le dépôt sans photo.")
            )

    @property
    def deposit(self) -> Deposit:
        words = self.photo_words.data or ""
        content, width, height = self.drawn or (b"", 0, 0)
        return Deposit(
            on=settled(self.on), edition=number_of(self.edition.data), organizations=self.organizations.data or 0,
            is_public=self.is_public.data, photo_words=words, without_photo=self.has_photo and self.without_photo.data,
            photo=Photo(content=content, width=width, height=height, words=words) if content else None,
        )  # fmt: skip


class AnswerForm(TextForm):
    """What was answered, when, and how one knows."""

    seen = HiddenField(filters=[line])
    answer = RadioField(_l("Réponse"), validate_choice=False, validators=[OneOf(_l("Choisissez une réponse."))])
    on = DateField(_l("Jour de la réponse"))
    source = StringField(_l("D’où on le tient"), filters=[line], validators=[AtMost(200)])
    note = TextAreaField(_l("Note"), filters=[paragraphs], validators=[AtMost(2000)])
    is_public = BooleanField(_l("Montrer cette réponse avec le dépôt public"))
    becomes_commitment = BooleanField()
    commitment_seen = HiddenField(filters=[line])

    def __init__(self, *args: Any, who: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.becomes_commitment.label.text = _("Noter aussi cette réponse comme un engagement (%(who)s)", who=who)
        if not who:  # a vacant seat stands nowhere
            del self.becomes_commitment
        self.answer.choices = [(one.value, service.answer_in_words(one)) for one in Answer]

    def validate_on(self, field: DateField) -> None:
        """Wanted with an answer only."""
        if self.answer.data in (None, Answer.NONE.value):
            field.errors = []
            field.data = None
            raise StopValidation
        day_that_was(self, field)

    @property
    def given(self) -> Answered:
        return Answered(
            answer=Answer(self.answer.data), on=self.on.data, source=self.source.data or "", note=self.note.data or "",
            is_public=self.is_public.data,
            becomes_commitment=bool(self.becomes_commitment and self.becomes_commitment.data),
            commitment_seen=number_of(self.commitment_seen.data) or 0,
        )  # fmt: skip


class CancelForm(TextForm):
    """Why it will not take place."""

    seen = HiddenField(filters=[line])
    reason = TextAreaField(
        _l("Pourquoi"), filters=[paragraphs], validators=[Filled(_l("Dites pourquoi.")), AtMost(500)]
    )


def settled(field: DateField) -> date:
    """The day of a field that was validated. Raises ValueError before."""
    if field.data is None:
        raise ValueError("a day is wanted")
    return field.data


def edition_choices(editions: Sequence[Edition], none: str) -> list[tuple[str, str]]:
    return [("", none), *((str(one.number), _("Édition %(number)s", number=one.number)) for one in editions)]


def number_of(typed: Any) -> int | None:
    """A number that a page gave out, as text; None for anything else."""
    return int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _refusal(problem: PictureProblem) -> str:
    return {
        PictureProblem.TOO_HEAVY: _("Cette photo est trop lourde : au plus %(most)s Mo.",
                                    most=service.LARGEST_FILE // 1_000_000),
        PictureProblem.TOO_WIDE: _("Cette photo a trop de pixels : faites-en une plus petite."),
        PictureProblem.HEIC: _(
            "Cette photo est au format HEIC. Dans l’appareil photo, choisissez « Le plus compatible », "
            "ou envoyez-la vous par courriel : elle devient un JPEG."
        ),
        PictureProblem.UNREADABLE: _("Une photo est une image JPEG, PNG ou WebP. Celle-ci ne se lit pas."),
    }[problem]  # fmt: skip

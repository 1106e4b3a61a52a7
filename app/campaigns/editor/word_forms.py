"""The words of a campaign in one language: short texts, page, message, notices, reasons and questions."""

from __future__ import annotations

from typing import Any, Self

from wtforms import EmailField, TextAreaField

from app.campaigns import blanks, leaders
from app.campaigns.bundle import Bundle
from app.campaigns.bundle_words import CONSENT_SECTIONS, OPTIONAL_WORDS, PAGE_BLANKS, SHORT_BLANKS, WORDS
from app.campaigns.editor.fields import NO_BLANK, Blanks
from app.campaigns.editor.forms import PartForm, as_file, with_words
from app.campaigns.models import Leader
from app.consents.models import Purpose
from app.core.fields import LongLine, email_address, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled

WRITTEN = _l("Écrivez ce texte : il est sur la page de la campagne.")


class WordsForm(PartForm):
    """The short texts, and the page."""

    title = LongLine(_l("Titre"), filters=[line], validators=[Filled(WRITTEN), AtMost(120), NO_BLANK])
    slogan = LongLine(_l("Slogan"), filters=[line], validators=[Filled(WRITTEN), AtMost(80), NO_BLANK])
    ask = TextAreaField(
        _l("La demande, en une phrase"), filters=[line], validators=[Filled(WRITTEN), AtMost(400), NO_BLANK]
    )
    led_by = LongLine(_l("Qui mène la campagne"), filters=[line], validators=[Filled(WRITTEN), AtMost(300), NO_BLANK])
    contact_email = EmailField(
        _l("Courriel pour les questions"), filters=[line], validators=[Filled(WRITTEN), email_address]
    )
    deadline_note = LongLine(_l("Mot sur l’échéance"), filters=[line], validators=[AtMost(200), NO_BLANK])
    share_text = TextAreaField(
        _l("Texte à faire circuler"),
        filters=[paragraphs],
        validators=[AtMost(1000), Blanks(SHORT_BLANKS["share_text"])],
    )
    count_line = LongLine(
        _l("Ligne de compte de la liste"),
        filters=[line],
        validators=[AtMost(200), Blanks(SHORT_BLANKS["count_line"], ("organizations_count",))],
    )
    page = TextAreaField(_l("Le contexte"), filters=[paragraphs], validators=[AtMost(20_000), Blanks(PAGE_BLANKS)])

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        words = bundle.words[locale]
        return cls(data={**words.short, "page": words.page.strip()})

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        short = {key: getattr(self, key).data or "" for key in (*WORDS, *OPTIONAL_WORDS)}
        return with_words(bundle, locale, short=short, page=as_file(self.page.data))


class MessageForm(PartForm):
    """What supporters are offered to send, with its blanks."""

    message_subject = LongLine(
        _l("Objet"),
        filters=[line],
        validators=[Filled(_l("Écrivez l’objet du message.")), AtMost(200), Blanks(blanks.BLANKS)],
    )
    message_body = TextAreaField(
        _l("Le message"),
        filters=[paragraphs],
        validators=[
            Filled(_l("Écrivez le message proposé.")),
            AtMost(8_000),
            Blanks(blanks.BLANKS, ("salutation", "personal_line", "sender_name")),
        ],
    )

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        words = bundle.words[locale]
        return cls(data={"message_subject": words.message_subject, "message_body": words.message_body.strip()})

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        subject, body = self.message_subject.data or "", as_file(self.message_body.data)
        return with_words(bundle, locale, message_subject=subject, message_body=body)


def _wording(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[paragraphs], validators=[AtMost(4_000), Blanks(blanks.NOTICE_BLANKS)])


class NoticesForm(PartForm):
    """What the law wants above the buttons, and the words beside each box."""

    notice_cosign = _wording(_l("Avis à qui cosigne"))
    notice_write = _wording(_l("Avis à qui écrit"))
    publish_name = _wording(_l("Case « publier le nom de l’organisme »"))
    notice_endorse = _wording(_l("Avis à qui appuie sans cosigner"))
    publish_endorsement = _wording(_l("Case « publier mon appui »"))
    quote_line = _wording(_l("Case « citer ma phrase »"))
    reply_survey = _wording(_l("Case « me demander si j’ai reçu une réponse »"))
    news = _wording(_l("Case « recevoir des nouvelles »"))
    needed: frozenset[Purpose] = frozenset()
    leaders: tuple[Leader, ...] = ()
    locale: str = "fr"

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        wordings = bundle.words[locale].consents
        form = cls(data={_field(name): wordings.get(purpose, "") for name, purpose in CONSENT_SECTIONS.items()})
        form.needed, form.leaders, form.locale = bundle.needed_consents, bundle.leaders, locale
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A wording that the law wants is never empty, and says for whom when several lead together."""
        good: bool = super().validate(extra_validators)
        for name, purpose in CONSENT_SECTIONS.items():
            field = self[_field(name)]
            if purpose in self.needed and not field.data:
                field.errors = [_("La loi veut ce texte : sans lui, la campagne ne peut pas ouvrir.")]
                good = False
        for purpose, leader in leaders.unnamed(self._wordings(), self.leaders, self.locale):
            sentence = _("Cet avis ne nomme pas « %(name)s » : le champ « qui mène » nomme tout le monde.",
                         name=leader.name)  # fmt: skip
            self[purpose.value].errors = [sentence]
            good = False
        return good

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        return with_words(bundle, locale, consents=self._wordings())

    def _wordings(self) -> dict[Purpose, str]:
        typed = {purpose: self[_field(name)].data or "" for name, purpose in CONSENT_SECTIONS.items()}
        return {purpose: text for purpose, text in typed.items() if text}


def _field(section: str) -> str:
    return section.replace("-", "_")

"""The parts of a campaign, in the order in which one writes them, and what each still lacks before it opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.campaigns import opening
from app.campaigns.editor.forms import PartForm, SettingsForm
from app.campaigns.editor.leaders_form import LeadersForm
from app.campaigns.editor.letter_form import LetterForm
from app.campaigns.editor.recipients_form import RecipientsForm
from app.campaigns.editor.row_forms import QuestionsForm, ReasonsForm
from app.campaigns.editor.variants_form import VariantsForm
from app.campaigns.editor.word_forms import MessageForm, NoticesForm, WordsForm
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l


@dataclass(frozen=True)
class Part:
    """One page of the editor. Its text may hold `blanks`, offered as buttons."""

    form: type[PartForm]
    label: Any
    in_each_language: bool = True
    is_for: Callable[[Campaign], bool] = lambda campaign: True
    blanks: Mapping[str, Any] = field(default_factory=dict)  # what the button says, by name


PAGE_BLANKS = {
    "campaign_url": _l("adresse de la campagne"),
    "organizations_count": _l("nombre d’organismes"),
}
MESSAGE_BLANKS = {
    "salutation": _l("appel : « Madame la Députée, »"),
    "official_title": _l("titre de la personne élue"),
    "riding": _l("circonscription"),
    "sender_name": _l("nom de qui écrit"),
    "sender_city": _l("sa municipalité"),
    "personal_line": _l("sa phrase personnelle"),
    "campaign_title": _l("titre de la campagne"),
    **PAGE_BLANKS,
}
NOTICE_BLANKS = {
    "operator": _l("qui recueille"),
    "leaders": _l("qui mène"),
    "chapter": _l("l’antenne régionale"),
    "privacy_officer": _l("la personne responsable"),
    "hosting": _l("où les données sont hébergées"),
}
PARTS: dict[str, Part] = {
    "textes": Part(WordsForm, _l("Les textes"), blanks=PAGE_BLANKS),
    "raisons": Part(ReasonsForm, _l("Les raisons")),
    "lettre": Part(LetterForm, _l("La lettre")),
    "message": Part(MessageForm, _l("Le message"), is_for=lambda c: c.takes_messages, blanks=MESSAGE_BLANKS),
    "variantes": Part(
        VariantsForm,
        _l("Les variantes"),
        is_for=lambda c: c.takes_messages,
        blanks={
            **MESSAGE_BLANKS,
            "organization": _l("nom de l’organisme"),
            "sender_title": _l("fonction de qui écrit"),
        },
    ),
    "destinataires": Part(RecipientsForm, _l("Les destinataires"), in_each_language=False),
    "questions": Part(QuestionsForm, _l("Les questions")),
    "meneurs": Part(LeadersForm, _l("Qui mène"), in_each_language=False),
    "avis": Part(NoticesForm, _l("Les avis"), blanks=NOTICE_BLANKS),
    "reglages": Part(SettingsForm, _l("Les réglages"), in_each_language=False),
}


@dataclass(frozen=True)
class Point:
    """One line of « prêt à ouvrir »: what it is, where it is written, whether it is there."""

    label: str
    part: str
    is_there: bool
    is_required: bool = True


def parts_of(campaign: Campaign) -> dict[str, Part]:
    """Those that this campaign has."""
    return {name: part for name, part in PARTS.items() if part.is_for(campaign)}


def readiness(campaign: Campaign) -> list[Point]:
    """What must be there before it opens, then what is better there."""
    missing = opening.missing_to_open(campaign)
    text = campaign.text("fr")
    points = [Point(_("La lettre"), "lettre", "letter" not in missing)]
    if campaign.takes_cosignatures:
        points += [
            Point(_("L’avis à qui cosigne"), "avis", Purpose.NOTICE_COSIGN.value not in missing),
            Point(_("La case « publier le nom de l’organisme »"), "avis", Purpose.PUBLISH_NAME.value not in missing),
        ]
    if campaign.takes_messages:
        points += [
            Point(_("L’avis à qui écrit"), "avis", Purpose.NOTICE_WRITE.value not in missing),
            Point(_("Le message proposé"), "message", bool(text.message_body.strip())),
            Point(_("À qui les messages sont envoyés"), "destinataires", "recipients" not in missing),
        ]
    if campaign.takes_endorsements:
        points += [
            Point(_("L’avis à qui appuie"), "avis", Purpose.NOTICE_ENDORSE.value not in missing),
            Point(_("La case « publier mon appui »"), "avis", Purpose.PUBLISH_ENDORSEMENT.value not in missing),
        ]
    if len(campaign.leaders) > 1:
        points.append(Point(_("Les avis nomment qui mène la campagne"), "avis", "leaders" not in missing))
    english = {one.locale for one in campaign.texts} >= {"fr", "en"}
    return [
        *points,
        Point(_("Trois raisons de signer"), "raisons", len(text.reasons) >= 3, is_required=False),
        Point(_("Des réponses aux questions"), "questions", bool(text.questions), is_required=False),
        Point(_("Un texte à faire circuler"), "textes", bool(text.share_text), is_required=False),
        Point(_("Un dernier jour, ou un mot sur l’échéance"), "reglages",
              bool(campaign.closes_on or text.deadline_note), is_required=False),
        Point(_("La version anglaise"), "textes", english, is_required=False),
    ]  # fmt: skip

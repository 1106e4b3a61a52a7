"""The dossier of a riding on paper: two letter pages for a usual riding. Its sentences are written here."""

from __future__ import annotations

from collections.abc import Sequence

from app.campaigns import service as campaigns
from app.commitments import service as commitments
from app.core import typesetting
from app.core.language import gettext as _
from app.core.language import ngettext, speaking
from app.core.pages import day, number, typo
from app.officials import service as officials
from app.territory.models import Riding
from app.visits.dossier import Coverage, Dossier, Signed
from app.visits.words import answer_in_words, holder

MOST_NAMED = 120  # organizations of one list on paper; the others are counted


def paper(dossier: Dossier, locale: str) -> bytes:
    """The document, in that language; the same dossier is the same bytes. Raises NotComposed."""
    with speaking(locale):
        facts = _facts(dossier, locale)
    return typesetting.pdf("dossier", facts).content


def _facts(dossier: Dossier, locale: str) -> dict[str, object]:
    text = dossier.campaign.text(locale)
    title = _("Dossier de circonscription : %(riding)s", riding=dossier.riding.name)
    return {
        "locale": locale,
        "title": title,
        "on": dossier.on.isoformat(),
        **campaigns.print_colours(dossier.campaign.colour),
        "kicker": typo(text.title),
        "riding": dossier.riding.name,
        "regions": ", ".join(region_names(dossier.riding)),
        "kind": _("Dossier de circonscription"),
        "dated": _("Au %(day)s", day=day(dossier.on)),
        "led_by": typo(text.led_by),
        "contact": text.contact_email,
        "page": _("Page {n} de {total}"),
        "official": _official(dossier, locale),
        "ask": {"heading": _("Ce que nous demandons"), "text": typo(text.ask)},
        "figures": _figures(dossier),
        "answer": {"heading": _("La réponse à ce jour"), "text": answered(dossier)},
        "quotes": {"heading": _("Des personnes de la circonscription l’écrivent"), "lines": list(dossier.quotes)},
        "lists": [
            _list(_("Organismes de la circonscription"), dossier.here,
                  _("Aucun organisme de la circonscription n’a encore signé.")),
            _list(_("Autres organismes qui la desservent"), dossier.serving, ""),
        ],
    }  # fmt: skip


def region_names(riding: Riding) -> list[str]:
    """« Bas-Saint-Laurent »; both for a riding that spans two."""
    return [riding.region.name, *(region.name for region in riding.other_regions if region.code != riding.region_code)]


def answered(dossier: Dossier) -> str:
    """« Appuie la demande, le 3 novembre 2026 (courriel du bureau). » Whichever was said last: at a visit, or noted as
    the commitment of whoever sits there."""
    visit, known = dossier.answer, dossier.commitment
    visited_on = visit.answered_on if visit else None
    if known is not None and known.said_on and known.source and (visited_on is None or known.said_on >= visited_on):
        words, on = commitments.stance_in_words(known.stance), known.said_on
        source = known.sentence or commitments.source_in_words(known.source)
    elif visit is not None and visited_on is not None:
        words, on, source = answer_in_words(visit.answer), visited_on, visit.answer_source
    else:
        return _("Aucune réponse n’est encore connue.")
    said = _("%(answer)s, le %(day)s", answer=words, day=day(on))
    return f"{said} ({source})." if source else f"{said}."


def coverage_in_words(coverage: Coverage) -> str:
    """« 12 des 30 membres de la table »; nothing where no member is known."""
    if not coverage.members:
        return ""
    return ngettext(
        "%(signed)s du seul membre de la table", "%(signed)s des %(members)s membres de la table", coverage.members,
        signed=number(coverage.members_signed), members=number(coverage.members),
    )  # fmt: skip


def _official(dossier: Dossier, locale: str) -> dict[str, str]:
    if dossier.mna is None:
        seat = officials.seat_in_words(locale)
        return {"name": _("Siège vacant, ou personne à ce jour"), "role": seat[:1].upper() + seat[1:]}
    role = officials.role_in_words(dossier.mna, locale)
    return {"name": holder(dossier.mna), "role": role[:1].upper() + role[1:]}


def _figures(dossier: Dossier) -> list[dict[str, str]]:
    places = [dossier.in_riding, *dossier.in_regions]
    told = [
        {
            "value": number(place.signed),
            "label": ngettext("organisme cosignataire", "organismes cosignataires", place.signed),
            "place": place.name,
            "note": coverage_in_words(place),
        }
        for place in places
    ]
    wrote = ngettext("personne a écrit à ce bureau", "personnes ont écrit à ce bureau", dossier.wrote)
    return [*told, {"value": number(dossier.wrote), "label": wrote, "place": "", "note": ""}]


def _list(heading: str, signed: Sequence[Signed], none: str) -> dict[str, object]:
    more = len(signed) - MOST_NAMED
    return {
        "heading": f"{heading} ({number(len(signed))})",
        "names": [{"name": one.name, "city": one.city} for one in signed[:MOST_NAMED]],
        "more": ngettext("et %(num)s autre", "et %(num)s autres", more) if more > 0 else "",
        "none": none,
    }

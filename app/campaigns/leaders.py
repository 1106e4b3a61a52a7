"""Those who lead a campaign together, as the pages, the mails and the notices name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from app.campaigns.models import Campaign, Leader
from app.consents.models import Purpose
from app.core.language import gettext as _
from app.core.language import speaking
from app.core.mail_headers import LONGEST_NAME

MOST_LEADERS = 6
MOST_SPOKESPERSONS = 3
BLANK = "{leaders}"
NOTICES = (Purpose.NOTICE_COSIGN, Purpose.NOTICE_WRITE, Purpose.NOTICE_ENDORSE)


def listed(names: Sequence[str], locale: str) -> str:
    """« A, B et C »."""
    with speaking(locale):
        return _(" et ").join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def full_names(leaders: Sequence[Leader], locale: str) -> str:
    return listed([leader.full_name_in(locale) for leader in leaders], locale)


def short_names(campaign: Campaign, locale: str) -> str:
    """« CE et RGE »; nothing when the campaign names nobody in particular."""
    return listed([leader.short_name_in(locale) for leader in campaign.leaders], locale)


def sender_name(campaign: Campaign, locale: str) -> str:
    """Under which name the campaign writes: its title, and who leads it when they are several and there is room."""
    title = campaign.text(locale).title
    both = f"{title} ({short_names(campaign, locale)})"
    return both if len(campaign.leaders) > 1 and len(both) <= LONGEST_NAME else title


def with_names(wording: str, leaders: Sequence[Leader], locale: str) -> str:
    """A notice as it is kept: who is named in it is part of the version to which people agree.

    Without leaders the blank stays; whoever operates the site fills it (see `notices`).
    """
    return wording.replace(BLANK, full_names(leaders, locale)) if leaders else wording


def with_blank(wording: str, leaders: Sequence[Leader], locale: str) -> str:
    """The same as it is written, so that other leaders make another notice."""
    return wording.replace(full_names(leaders, locale), BLANK) if leaders else wording


def unnamed(wordings: Mapping[Purpose, str], leaders: Sequence[Leader], locale: str) -> list[tuple[Purpose, Leader]]:
    """When several lead together: who is missing from a notice, since the law wants to know for whom one collects."""
    if len(leaders) < 2:
        return []
    return [
        (purpose, leader)
        for purpose in NOTICES
        if (said := with_names(wordings.get(purpose, ""), leaders, locale))
        for leader in leaders
        if not _is_named(leader, said)
    ]


def unnamed_anywhere(words: Iterable[tuple[str, Mapping[Purpose, str]]], leaders: Sequence[Leader]) -> list[Leader]:
    """The same over all languages, each leader once."""
    found = [leader for locale, wordings in words for _purpose, leader in unnamed(wordings, leaders, locale)]
    return list(dict.fromkeys(found))


def _is_named(leader: Leader, notice: str) -> bool:
    names = (leader.name, leader.name_en, leader.short_name, leader.short_name_en)
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", notice) for name in names if name)

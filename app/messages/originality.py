"""A nudge towards one's own words: individual letters weigh more than form letters. Never a block."""

from __future__ import annotations

from app.messages.drafting import Draft, own_words, ready_text

OWN_WORDS = 12  # one sentence


def is_as_it_came(draft: Draft) -> bool:
    """Whether nearly every word is the campaign's: no sentence of one's own, and hardly a change."""
    return not draft.personal_line and all(
        _own_words(draft, variant, text.body) < OWN_WORDS for variant, text in draft.texts.items()
    )


def _own_words(draft: Draft, variant: str, body: str) -> int:
    """How many words stand there that the ready message has not."""
    letterhead = draft.letterhead
    organization, title = (letterhead.organization, letterhead.title) if letterhead else (None, "")
    _subject, ready = ready_text(draft.campaign, draft.riding, draft.locale, variant, organization)
    ready = own_words(ready, name=draft.name, city=draft.city, personal_line="", title=title)
    known = set(ready.split())
    return sum(word not in known for word in body.split())

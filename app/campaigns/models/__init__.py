"""A campaign, its words, who leads it, the versions of its letter, its goals."""

from __future__ import annotations

from app.campaigns.models.campaign import Campaign, CampaignText, Letter, ListPreset, RegionGoal, State
from app.campaigns.models.leaders import Leader, Logo, Spokesperson

__all__ = ["Campaign", "CampaignText", "Leader", "Letter", "ListPreset", "Logo", "RegionGoal", "Spokesperson", "State"]

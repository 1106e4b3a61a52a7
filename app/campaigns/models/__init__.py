"""A campaign, its words, the versions of its letter, its goals."""

from __future__ import annotations

from app.campaigns.models.campaign import Campaign, CampaignText, Letter, ListPreset, RegionGoal, State

__all__ = ["Campaign", "CampaignText", "Letter", "ListPreset", "RegionGoal", "State"]

"""Campaigns: one demand, its letter, its actions and its recipients; bundles to start from."""

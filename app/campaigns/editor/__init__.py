"""Campaigns in the browser: each part of a campaign is a form, and each form an edit of its bundle."""

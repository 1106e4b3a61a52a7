"""Public pages that cross features: front page, campaign page, policies, health. Owns no table."""

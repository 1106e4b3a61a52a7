"""Staff who sign in, and their roles, each scoped to all regions or to one chapter."""

"""Appuis: the support of whoever cannot co-sign (a city, a union, an elected person, a citizen). Counted apart."""

"""A signatory changes the address that the link is sent to."""

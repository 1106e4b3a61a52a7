"""A supporter writes to officials: which ones, in which words, confirmed by e-mail, sent by deliveries."""

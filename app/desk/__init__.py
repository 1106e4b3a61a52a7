"""Staff pages that cross features: the entrance, the national desk and the regional desks. Owns no table."""

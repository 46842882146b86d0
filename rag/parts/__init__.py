"""Questions that a part of a document or the catalogue answers: a list, a table, a meaning."""

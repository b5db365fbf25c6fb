"""One module a database version."""

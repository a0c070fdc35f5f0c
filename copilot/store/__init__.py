"""Articles kept in SQLite, indexed by Chroma."""

"""Finding posts by words: one index with two back ends, SQLite's FTS5 and PostgreSQL's tsvector."""

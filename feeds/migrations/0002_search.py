from django.db import migrations

SQLITE = """CREATE VIRTUAL TABLE feeds_postindex
    USING fts5(terms, tokenize = 'unicode61 remove_diacritics 0')"""
POSTGRESQL = """CREATE TABLE feeds_postindex (
    post_id bigint PRIMARY KEY, terms tsvector NOT NULL);
    CREATE INDEX feeds_postindex_terms ON feeds_postindex USING gin (terms)"""


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(SQLITE if vendor == "sqlite" else POSTGRESQL, params=None)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE feeds_postindex", params=None)


class Migration(migrations.Migration):
    """Search has its own kind of table on each database."""

    dependencies = [("feeds", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

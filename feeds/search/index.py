"""The index: which terms stand in which post. Written by actions, in their transaction.

Both back ends hold the terms that `microblog.lib.stemming` makes, as plain words, so that both find
the same posts. SQLite: an FTS5 table whose rowid is the post's id. PostgreSQL: a `simple` tsvector.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from feeds.models import Post
from microblog.lib.markup import plain
from microblog.lib.stemming import document

BATCH = 500

_PUT = {
    "sqlite": "INSERT INTO feeds_postindex (rowid, terms) VALUES (%s, %s)",
    "postgresql": "INSERT INTO feeds_postindex (post_id, terms)"
    " VALUES (%s, to_tsvector('simple', %s))"
    " ON CONFLICT (post_id) DO UPDATE SET terms = EXCLUDED.terms",
}
_REMOVE = {
    "sqlite": "DELETE FROM feeds_postindex WHERE rowid = %s",
    "postgresql": "DELETE FROM feeds_postindex WHERE post_id = %s",
}


def put(post: Post) -> None:
    """Index a post's text, in place of what it said before."""
    remove(post)
    put_many([(post.pk, post.text)])


def put_many(rows: Iterable[tuple[int, str]]) -> None:
    """Index posts that are not in the index yet: pairs of id and text."""
    with connection.cursor() as cursor:
        for batch in _batches((pk, document(plain(text))) for pk, text in rows):
            cursor.executemany(_PUT[connection.vendor], batch)


def remove(post: Post) -> None:
    """Forget a post's words."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE[connection.vendor], [post.pk])


@transaction.atomic
def rebuild() -> int:
    """Make the index anew from all posts that are not retracted; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM feeds_postindex")
    posts = Post.objects.filter(retracted_at=None, repost_of=None)
    put_many(posts.values_list("id", "text").iterator(chunk_size=BATCH))
    return posts.count()


def _batches(rows: Iterable[tuple[int, str]]) -> Iterable[Sequence[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

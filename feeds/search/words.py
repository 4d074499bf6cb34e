"""What somebody typed, as the index is asked: these words, these together, none of those."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from microblog.lib.stemming import MOST_QUERY_WORDS, query_terms
from microblog.lib.stemming import words as words_of

# A quoted part, or what stands between spaces and quotes; either may be left out by a dash before.
_PART = re.compile(
    r"""(?:(?:(?<=\s)|^)(?P<out>-)(?=["«“\w]))?"""
    r"""(?:"(?P<a>[^"]+)"|«(?P<b>[^«»]+)»|“(?P<c>[^“”]+)”|(?P<word>[^\s"«“]+)|["«“])"""
)

Statement = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Each set holds the forms of one word; each list the words of a phrase, in order."""

    words: Sequence[set[str]] = ()
    phrases: Sequence[list[str]] = ()
    words_out: Sequence[set[str]] = ()
    phrases_out: Sequence[list[str]] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.words_out or self.phrases_out)


def wanted(text: str) -> Wanted:
    """Read a query. Nothing in it is an error: what is no letter or digit separates words."""
    plain: list[str] = []
    phrases: list[list[str]] = []
    words_out: list[set[str]] = []
    phrases_out: list[list[str]] = []
    for match in _PART.finditer(text):
        quoted = match["a"] or match["b"] or match["c"]
        part = quoted or match["word"] or ""
        inside = words_of(part)[:MOST_QUERY_WORDS]
        if not inside:
            continue
        if match["out"] and (quoted or len(inside) > 1):
            phrases_out.append(inside)
        elif match["out"]:
            words_out += query_terms(part)
        elif quoted:
            phrases.append(inside)
        else:
            plain.append(part)
    return Wanted(query_terms(" ".join(plain)), phrases, words_out, phrases_out)


def with_all(asked: Wanted) -> Statement | None:
    """The statement that lists the posts with all that is asked for; None when nothing is."""
    write = _WRITE[connection.vendor]
    parts = [write.any_of(terms) for terms in asked.words]
    parts += [write.phrase(words) for words in asked.phrases]
    return (_LIST[connection.vendor], [write.all_of.join(parts)]) if parts else None


def if_few(statement: Statement, most: int = 1000) -> Statement | None:
    """The same posts by their numbers, on PostgreSQL and if there are not more than `most`.

    It cannot know that a word is rare, and would go through all posts from the newest on to find
    one page of them. Where a word is not rare, that is the best way.
    """
    if connection.vendor != "postgresql":
        return None
    sql, parameters = statement
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {most + 1:d}", parameters)
        found = [row[0] for row in cursor.fetchall()]
    return None if len(found) > most else ("SELECT unnest(%s::bigint[])", [found])


def with_any_left_out(asked: Wanted) -> Statement | None:
    """The statement that lists the posts with something that is to be left out."""
    write = _WRITE[connection.vendor]
    parts = [write.any_of(terms) for terms in asked.words_out]
    parts += [write.phrase(words) for words in asked.phrases_out]
    return (_LIST[connection.vendor], [write.one_of.join(parts)]) if parts else None


@dataclass(frozen=True, slots=True)
class _Syntax:
    """How a search engine wants it written. Terms are letters and digits only, so none escapes."""

    quote: str
    all_of: str
    one_of: str
    next_to: str

    def any_of(self, terms: set[str]) -> str:
        return "(" + self.one_of.join(self._quoted(term) for term in sorted(terms)) + ")"

    def phrase(self, words: list[str]) -> str:
        return "(" + self.next_to.join(self._quoted(word) for word in words) + ")"

    def _quoted(self, term: str) -> str:
        return f"{self.quote}{term}{self.quote}"


_WRITE = {
    "sqlite": _Syntax('"', " AND ", " OR ", " + "),
    "postgresql": _Syntax("'", " & ", " | ", " <-> "),
}
_LIST = {
    "sqlite": "SELECT rowid FROM feeds_postindex WHERE feeds_postindex MATCH %s",
    "postgresql": "SELECT post_id FROM feeds_postindex WHERE terms @@ to_tsquery('simple', %s)",
}

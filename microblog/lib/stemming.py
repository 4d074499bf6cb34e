"""The words of a text as search knows them: folded, stemmed in French and English."""

import threading
from functools import lru_cache

import regex
import snowballstemmer

from microblog.lib.folding import fold

MOST_WORDS = 5000
MOST_QUERY_WORDS = 32
LONGEST_WORD = 64
_CACHED_WORDS = 1 << 17

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")
# L’hôtel, qu’il, d'accord: what stands before the apostrophe says nothing about the text.
_ELISION = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’ʼ](?=[\p{L}\p{N}])",
    regex.IGNORECASE,
)
_QUOTED = regex.compile('"([^"]+)"|«([^«»]+)»|“([^“”]+)”')
# Left out of a query that has other words: people write "la réunion de lundi".
_EMPTY_WORDS = frozenset(
    "a an and au aux d de des du en et for in la le les of on or ou the to un une".split()
)

_stemmers = threading.local()


def words(text: str) -> list[str]:
    """The folded words of `text` in order, without elided articles; at most 5,000."""
    found: list[str] = []
    for match in _WORD.finditer(_elided(text)):
        found += _forms(match[0][:LONGEST_WORD])[0]
        if len(found) >= MOST_WORDS:
            break
    return found[:MOST_WORDS]


def document(text: str) -> str:
    """What to index for `text`: its folded words in order, so that phrases can be found, and after
    them the stems that are not among them, each once. Separated by spaces, at most 5,000."""
    found: list[str] = []
    stems: dict[str, None] = {}
    for match in _WORD.finditer(_elided(text)):
        own, more = _forms(match[0][:LONGEST_WORD])
        found += own
        stems.update(dict.fromkeys(more))
        if len(found) + len(stems) >= MOST_WORDS:
            break
    for word in found:
        stems.pop(word, None)
    return " ".join([*found, *stems][:MOST_WORDS])


def query_terms(q: str) -> list[set[str]]:
    """For each word asked for, the terms that answer it: a document matches with one of each set.

    Articles are left out when other words remain. Only letters and digits come out, so that a term
    can stand in any search engine's syntax. At most 32 words are read.
    """
    found: dict[str, set[str]] = {}
    for match in _WORD.finditer(_elided(q)):
        own, more = _forms(match[0][:LONGEST_WORD])
        if own:
            found.setdefault(" ".join(own), {*own, *more} if len(own) == 1 else {*own})
        if len(found) >= MOST_QUERY_WORDS:
            break
    telling = [terms for word, terms in found.items() if word not in _EMPTY_WORDS]
    return telling or list(found.values())


def phrases(q: str) -> list[list[str]]:
    """The words, in order, of each quoted part of a query: "…", «…» or “…”."""
    quoted = (words(next(filter(None, match.groups()))) for match in _QUOTED.finditer(q))
    return [found[:MOST_QUERY_WORDS] for found in quoted if len(found) > 1]


def highlight(text: str, q: str) -> list[tuple[str, bool]]:
    """`text` cut into pieces, each with whether it answers the query. Joined they are `text`."""
    wanted = set().union(*query_terms(q))
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in _WORD.finditer(text) if wanted else ():
        own, more = _forms(match[0][:LONGEST_WORD])
        if wanted.isdisjoint(own) and wanted.isdisjoint(more):
            continue
        if match.start() > end:
            pieces.append((text[end : match.start()], False))
        pieces.append((match[0], True))
        end = match.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def _elided(text: str) -> str:
    return text if text.isalnum() else _ELISION.sub(" ", text)


@lru_cache(maxsize=_CACHED_WORDS)
def _forms(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A word folded (a ligature may hold several), and its other forms.

    French is stemmed as written and folded: people search without accents, and "générosité" has
    another stem than "generosite".
    """
    folded = tuple(part[:LONGEST_WORD] for part in _WORD.findall(fold(word)))
    if len(folded) != 1 or len(word) < 3:
        return folded, ()
    plain = folded[0]
    french, english = _stemmer("french"), _stemmer("english")
    stems = (
        fold(french.stemWord(word.lower())),
        french.stemWord(plain),
        english.stemWord(plain),
    )
    return folded, tuple({stem: None for stem in stems if stem != plain and stem.isalnum()})


def _stemmer(language: str) -> "snowballstemmer.french_stemmer.FrenchStemmer":
    """This thread's stemmer: they keep their state in themselves."""
    if not hasattr(_stemmers, language):
        setattr(_stemmers, language, snowballstemmer.stemmer(language))
    return getattr(_stemmers, language)

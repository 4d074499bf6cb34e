"""One folding of text for tags, names and search, so that no database's own collation decides."""

import unicodedata

import regex

# Letters that Unicode does not decompose but readers type without.
_LETTERS = {
    "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th",
    "ŋ": "n", "ŧ": "t", "ĸ": "k", "ſ": "s", "ß": "ss",
}  # fmt: skip
# Classes of marks that are part of a letter in their scripts: nukta, kana voicing, virama.
_KEPT_CLASSES = (0, 7, 8, 9)
_IGNORED = (0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
_IGNORED_TOO = (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0000, 0xE1000))
_LAST_MARK = 0x1E94A

_FOLD: dict[int, str | None] = {
    **{
        point: None
        for point in range(0x300, _LAST_MARK + 1)
        if unicodedata.combining(chr(point)) not in _KEPT_CLASSES
    },
    **dict.fromkeys(_IGNORED),
    **dict.fromkeys(_IGNORED_TOO),
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
}
# Decomposing takes the square of the length of a pile of marks: long texts lose the piles first.
_PILE = regex.compile(r"(\p{M}{8})\p{M}+")
_SHORT = 256
_NOT_TAG = regex.compile(r"[^\p{L}\p{M}\p{Nd}_-]+")
_NOT_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def fold(text: str) -> str:
    """`text` without case, accents, ligatures, invisible characters: Œuvre d’Été is oeuvre d’ete.

    Folding twice changes nothing more. The result may be longer than `text`, at most 18 times.
    """
    if text.isascii():
        return text.lower()
    if len(text) > _SHORT:
        text = _PILE.sub(r"\1", text)
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", bare.translate(_FOLD))


def tag_key(spelling: str) -> str:
    """What makes two spellings one tag; "" when nothing is left of it. Without the #."""
    return _NOT_TAG.sub("", fold(spelling.removeprefix("#")))


def sort_key(name: str) -> str:
    """Where a person's name stands in a list: É with E, Le-Goff with Le Goff."""
    return _NOT_WORD.sub(" ", fold(name)).strip()

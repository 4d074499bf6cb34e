"""The French catalogue: complete, well set, in our own words (`make messages` renews it)."""

import gettext
import re
from collections.abc import Iterator

import pytest

from tests import catalogue
from tests.catalogue import Entry, Message

NBSP, THIN = "\u00a0", "\u202f"
PLACEHOLDER = re.compile(r"%\(\w+\)0?\d?[sd]|\{\w+\}|<[^>]+>")
COUNTED = (
    r"ko|Mo|min|h\b|heure|minute|jour|car|pers|memb|micro|nouv|rép|fich|lien|mots|image|million"
)
# Codes of a date: what letters mean there is not for a reader.
CODES = re.compile(r"\b(day|month)\b")

# What a word of ours is called in French (docs and the screens agree), and what it is not.
TERMS = {
    r"\bposts?\b": r"microbillet|publi|écri",
    r"\btags?\b": "mot-clé|mots-clés",
    r"\bbookmarks?\b": "signet",
    r"\bfeeds?\b": r"\bfils?\b",
    r"\bthreads?\b": r"\bfils?\b",
    r"\bretract": "retir",
    r"\brepost|\bshare on\b": "rel[aâ]y|relai",
    r"\bmute|\bunmute": "sourdine",
    r"\bdirectory\b": "annuaire",
    r"\bhandles?\b": "identifiant|trait",
    r"\bavailab": "disponib",
}
NEVER = re.compile(
    r"\b(tweet|hashtag|post|posts|mail|e-mail|email|follower|feed|login|like|tag|tags|cliquez|oups"
    r"|veuillez|utilisateurs?|pseudo)\b|\(e\)|·e\b|\(s\)",
    re.IGNORECASE,
)


# Where French has no need of the word: a place, or what is read there.
SHORTER = {
    "New posts",
    "Newer posts",
    "Older posts",
    "Posts read before",
    "Search posts",
    "Whose posts do you want to read?",
}


def entries() -> dict[Message, Entry]:
    return catalogue.read()


def texts() -> Iterator[tuple[str, str]]:
    """Every English text with its French, each form of a plural."""
    for message, entry in entries().items():
        yield message.one, entry.texts[0]
        if message.many:
            yield message.many, entry.texts[1]


def visible(text: str) -> str:
    """The text without tags and the names of placeholders."""
    return PLACEHOLDER.sub("0", text)


def is_code(message: Message) -> bool:
    return bool(CODES.search(message.context))


def test_every_text_has_its_entry_and_no_entry_is_left_over() -> None:
    assert set(entries()) == set(catalogue.marked().places)


def test_every_text_could_be_translated_before_it_is_put_together() -> None:
    assert catalogue.marked().unreadable == []


def test_every_text_is_translated() -> None:
    missing = [
        message.one
        for message, entry in entries().items()
        if entry.fuzzy or not all(entry.texts) or len(entry.texts) != (2 if message.many else 1)
    ]

    assert missing == []


def test_what_pages_use_is_what_is_written() -> None:
    """The compiled catalogue is in the repository, so that nobody needs gettext's tools."""
    path = catalogue.PO.with_suffix(".mo")

    assert path.read_bytes() == catalogue.compiled(entries())
    with path.open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("My feed") == "Mon fil"
    assert french.pgettext("key", "Enter") == "Entrée"
    one, many = "%(count)d character too many.", "%(count)d characters too many."
    assert [french.ngettext(one, many, n) % {"count": n} for n in (0, 1, 2)] == [
        f"0{NBSP}caractère de trop.",
        f"1{NBSP}caractère de trop.",
        f"2{NBSP}caractères de trop.",
    ]


def test_translations_keep_placeholders_and_links() -> None:
    wrong = [
        (english, french)
        for english, french in texts()
        if sorted(re.sub(r"0?\d?(?=[sd]$)", "", found) for found in PLACEHOLDER.findall(english))
        != sorted(re.sub(r"0?\d?(?=[sd]$)", "", found) for found in PLACEHOLDER.findall(french))
    ]

    assert wrong == []


def test_sentences_end_alike_in_both_languages() -> None:
    wrong = [
        (english, french)
        for english, french in texts()
        if [english.endswith(mark) for mark in ".…?:"] != [french.endswith(mark) for mark in ".…?:"]
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ("a space that does not break before a colon", rf"[^{NBSP}\d/]:(?!//)"),
        ("a narrow one before ; ! ?", rf"[^{THIN}][;!?]"),
        ("a space that does not break inside « »", rf"«[^{NBSP}]|[^{NBSP}]»"),
        ("the apostrophe ’", r"'"),
        ("« » for quotation marks", r"[\"“”]"),
        ("three dots are one character", r"\.\.\.| …"),
        ("numbers hold on to what they count", rf"\d (?={COUNTED})"),
        ("no double space", r"  "),
        ("capitals keep their accents", r"\b(A|Etat|Equipe|Etape|Ecri\w+)\b"),
    ],
)
def test_french_is_set_as_french_readers_expect(rule: str, mistake: str) -> None:
    wrong = [
        entry.texts
        for message, entry in entries().items()
        if not is_code(message) and "clock" not in message.context
        for text in entry.texts
        if re.search(mistake, visible(text))
    ]

    assert wrong == [], rule


def test_french_calls_things_by_our_words() -> None:
    wrong = [
        (english, french)
        for english, french in texts()
        for ours, theirs in TERMS.items()
        if english not in SHORTER
        and re.search(ours, visible(english), re.IGNORECASE)
        and not re.search(theirs, french, re.IGNORECASE)
    ]

    assert wrong == []


def test_french_guesses_nobodys_gender_and_borrows_no_english() -> None:
    assert [french for _english, french in texts() if NEVER.search(visible(french))] == []


def test_english_is_plain_and_set_as_english() -> None:
    """The source is English: no space before a colon, one ellipsis, curly marks, no French word."""
    wrong = [
        message.one
        for message in entries()
        if not is_code(message)
        and re.search(
            r" [:;!?]|\.\.\.|'|\"|[«»]|[àâçèêëîïôùû]|é(?!ane)",
            visible(message.one.replace('"', "")),
        )
    ]

    assert wrong == []

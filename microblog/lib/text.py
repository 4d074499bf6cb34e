"""What text must be before it is stored: valid, visible, of a known length."""

import re
import unicodedata

import regex
from django.utils.translation import gettext_lazy as _

from microblog.lib.errors import Unfit

LINK_LENGTH = 24
# A family of four with skin tones is one letter and 11 code points; most text is far below 8.
CODE_POINTS_PER_LETTER = 8
MARKS_PER_LETTER = 3

# The page's counter uses the same expression (JavaScript, flags giu): keep them alike.
LINK = re.compile(
    r"""(?<!\w)https?://[^\s<>\[\]"`]*[^\s<>\[\]"`.,;:!?»)}'’*_~]""",
    re.IGNORECASE,
)

# \v, \f, NEL, LS and PS are the line breaks that word processors put on the clipboard.
_NEWLINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LETTER = regex.compile(r"\X")

# In one line of somebody's own words these show nothing, or turn their neighbours around: marks and
# overrides of direction, zero-width and filler characters, tags. Joiners are seen to apart.
_HIDDEN = regex.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_VISIBLE = regex.compile(rf"(?!{_HIDDEN.pattern})[\p{{L}}\p{{N}}\p{{P}}\p{{S}}]")
# A joiner stays where scripts and emoji need it: between two letters, two emoji, after a sign.
_STRAY_JOINER = regex.compile(
    r"(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]"
    r"|[\u200c\u200d](?![\p{L}\p{Extended_Pictographic}])"
    r"|(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200c\u200d]"
)
_EXTRA_MARKS = regex.compile(rf"(\p{{M}}{{{MARKS_PER_LETTER}}})\p{{M}}+")
_LEADING_MARKS = regex.compile(r"(?:^|(?<=\s))\p{M}+")


class BadText(Unfit):
    """Text that cannot be taken. `str()` is a translated sentence; `code` is for programs."""


def clean(text: str) -> str:
    """Text of several lines as it will be stored: lines end in \\n, nothing blank at either end,
    and "" when nothing of it can be seen.

    Raises BadText on NUL, other control characters and lone surrogates: no two databases keep them
    alike.
    """
    text = _NEWLINE.sub("\n", text)
    _refuse_broken(text)
    return text.strip() if is_visible(text) else ""


def clean_line(text: str) -> str:
    """A name or another single line: composed, single spaces, nothing that hides or turns around.

    Raises BadText on what `clean` refuses, a line break inside, and when nothing visible is left.
    """
    text = clean(text)
    if "\n" in text:
        raise BadText("newline", _("Write this on one line."))
    text = " ".join(reveal(text).split())
    if not is_visible(text):
        raise BadText("empty", _("Write something that can be seen."))
    return text


def reveal(text: str) -> str:
    """`text` composed, without what hides in a line, turns it around, or piles up on a letter."""
    # Marks first: composing takes the square of the length of a pile of them.
    text = _EXTRA_MARKS.sub(r"\1", _HIDDEN.sub("", text))
    text = _STRAY_JOINER.sub("", unicodedata.normalize("NFC", text))
    return _LEADING_MARKS.sub("", text)


def is_visible(text: str) -> bool:
    """Whether anything of `text` shows on a page."""
    return _VISIBLE.search(text) is not None


def length(text: str, *, limit: int | None = None) -> int:
    """How long readers find `text`: grapheme clusters, each http(s) link counted as 24.

    With a `limit` (the same unit), raises BadText before counting when the text is far beyond what
    could fit: a huge one costs nothing, and one letter of a million marks is not one letter.
    """
    if limit is not None and len(text) > limit * CODE_POINTS_PER_LETTER:
        raise BadText("long", _("This text is far too long."))
    rest, links = LINK.subn("", text)
    return links * LINK_LENGTH + _letters(rest)


def _letters(text: str) -> int:
    if text.isascii() and "\r" not in text:
        return len(text)
    return sum(1 for _letter in _LETTER.finditer(text))


def _refuse_broken(text: str) -> None:
    if _CONTROL.search(text):
        raise BadText("control", _("This text holds control characters."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadText("surrogate", _("This text holds a broken character.")) from None

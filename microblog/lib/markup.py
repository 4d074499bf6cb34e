"""The Markdown that posts are written in: read into tokens, rendered as safe HTML or plain text.

Bold, italic, code, lists, quotes and links; no headings, images, tables or HTML. @handle and #tag
are tokens of the grammar, so they are never found in code or links. All of it takes linear time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import nh3
import regex
from markdown_it.token import Token

from microblog.lib.grammar import read, unread
from microblog.lib.links import hides_host, looks_foreign, real_host
from microblog.lib.text import is_visible

# Beyond this many code points (no limit of ours allows half of it) text is shown as it is, unread.
LONGEST = 40_000


_NBSP = "\u00a0"
_BIDI = regex.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FRENCH = regex.compile("(?<=«) | (?=[:;!?»])")

_ALLOWED_TAGS = set("a blockquote br code em li ol p pre span strong ul".split())
_ALLOWED_ATTRIBUTES = {"a": {"class", "href", "rel"}, "ol": {"start"}, "span": {"class"}}
_EXTERNAL = 'class="ext" rel="noopener noreferrer nofollow"'

MentionUrl = Callable[[str], str | None]
TagUrl = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text that was read: what it names, in order and once each, and the tokens to render it."""

    text: str
    mentions: list[str]
    tags: list[tuple[str, str]]
    links: list[str]
    tokens: list[Token]


def parse(text: str) -> Parsed:
    """Read Markdown. Mentions are lower-case handles, whether they exist or not; tags are pairs of
    key and first spelling; links are addresses as they will be in the page. Never raises."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate would stop the sanitizer
    tokens = read(text) if len(text) <= LONGEST else unread(text)
    mentions: dict[str, None] = {}
    tags: dict[str, str] = {}
    links: dict[str, None] = {}
    for token in _leaves(tokens):
        if token.type == "mention":
            mentions[token.content] = None
        elif token.type == "tag":
            tags.setdefault(token.meta["key"], token.content)
        elif token.type == "link_open":
            links[str(token.attrs["href"])] = None
    return Parsed(text, list(mentions), list(tags.items()), list(links), tokens)


def render(text: str | Parsed, *, mention_url: MentionUrl, tag_url: TagUrl, lang: str = "") -> str:
    """Safe HTML of a text. A mention for whom `mention_url` answers None stays plain text.

    `lang` is the language the text is written in: in French the space before : ; ! ? » becomes one
    that does not break. Never raises.
    """
    parsed = parse(text) if isinstance(text, str) else text
    page = _Page(mention_url, tag_url, french=lang.lower().startswith("fr"))
    html = "".join(page.blocks(parsed.tokens))
    return nh3.clean(
        html,
        tags=_ALLOWED_TAGS,
        attributes=_ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def plain(text: str | Parsed) -> str:
    """The words of a text without its markup, a line for a line, safe to put beside other text."""
    parsed = parse(text) if isinstance(text, str) else text
    lines: list[str] = []
    for token in parsed.tokens:
        if token.type == "inline":
            lines += _words(token.children or []).split("\n")
        elif token.type == "fence":
            lines += token.content.rstrip("\n").split("\n")
    return _BIDI.sub("", "\n".join(line.strip() for line in lines if line.strip()))


def excerpt(text: str | Parsed, size: int = 140) -> str:
    """The beginning of a text on one line, of at most `size` code points, cut between words."""
    line = " ".join(plain(text).split())
    if len(line) <= size:
        return line
    head = line[: size - 1]
    cut = head.rsplit(" ", 1)[0] if line[size - 1] != " " and " " in head[size // 2 :] else head
    return cut.rstrip(" ,;:.…") + "…"


def _leaves(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _words(tokens: list[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        else:
            pieces.append(token.markup if token.type in ("mention", "tag") else token.content)
    return "".join(pieces)


class _Page:
    """Writes the tokens of one text as HTML."""

    def __init__(self, mention_url: MentionUrl, tag_url: TagUrl, *, french: bool) -> None:
        self.mention_url = mention_url
        self.tag_url = tag_url
        self.french = french

    def blocks(self, tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type == "inline":
                yield from self.line(token.children or [])
            elif token.type == "fence":
                yield f"<pre><code>{escape(token.content)}</code></pre>"
            elif not token.hidden:
                yield _tag(token)

    def line(self, tokens: list[Token]) -> Iterator[str]:
        for at, token in enumerate(tokens):
            if token.type == "text":
                yield self.words(token.content, address=_is_address(tokens, at))
            elif token.type == "mention":
                yield self.mention(token)
            elif token.type == "tag":
                url = self.tag_url(token.meta["key"], token.content)
                yield _anchor(url, "tag", token.markup)
            elif token.type == "link_open":
                yield f'<a href="{escape(str(token.attrs["href"]))}" {_EXTERNAL}>'
            elif token.type == "link_close":
                yield from _close_link(tokens, at)
            elif token.type in ("softbreak", "hardbreak"):
                yield "<br>"
            elif token.type == "code_inline":
                yield f"<code>{escape(token.content)}</code>"
            else:
                yield _tag(token)

    def words(self, text: str, *, address: bool) -> str:
        if self.french and not address:
            text = _FRENCH.sub(_NBSP, text)
        return escape(text, quote=False)

    def mention(self, token: Token) -> str:
        url = self.mention_url(token.content)
        return escape(token.markup) if url is None else _anchor(url, "mention", token.markup)


def _tag(token: Token) -> str:
    if token.nesting < 0:
        return f"</{token.tag}>"
    start = token.attrs.get("start")
    return f'<{token.tag} start="{start}">' if start is not None else f"<{token.tag}>"


def _anchor(url: str, kind: str, text: str) -> str:
    return f'<a class="{kind}" href="{escape(url)}">{escape(text, quote=False)}</a>'


def _is_address(tokens: list[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].type == "link_open" and tokens[at - 1].info == "auto"


def _close_link(tokens: list[Token], at: int) -> Iterator[str]:
    """The end of a link, and before it the host when the words do not tell it, or tell another."""
    start = at - 1
    while tokens[start].type != "link_open":
        start -= 1
    href, label = str(tokens[start].attrs["href"]), _words(tokens[start + 1 : at])
    misread = looks_foreign(href) if tokens[at].info == "auto" else hides_host(label, href)
    if not is_visible(label):
        yield escape(real_host(href))
    elif misread:
        yield f' <span class="host">({escape(real_host(href))})</span>'
    yield "</a>"

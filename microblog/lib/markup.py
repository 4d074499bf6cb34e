"""The Markdown that posts are written in: read into tokens, rendered as safe HTML or plain text.

Bold, italic, code, lists, quotes and links; no headings, images, tables or HTML. @handle and #tag
are tokens of the grammar, so they are never found in code or links. All of it takes linear time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import nh3
import regex
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as read_angle_address
from markdown_it.token import Token

from microblog.lib.folding import tag_key
from microblog.lib.links import hides_host, looks_foreign, real_host, safe_link
from microblog.lib.text import LINK, is_visible

# Beyond this many code points (no limit of ours allows half of it) text is shown as it is, unread.
LONGEST = 40_000
LONGEST_HANDLE = 30
LONGEST_TAG = 60
DEEPEST = 12

_NBSP = "\u00a0"
_BIDI = regex.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FRENCH = regex.compile("(?<=«) | (?=[:;!?»])")
_MENTION = regex.compile(r"@([A-Za-z0-9][A-Za-z0-9._-]*+)")
_TAG = regex.compile(r"#([\p{L}\p{M}\p{Nd}_-]++)")
_HAS_LETTER = regex.compile(r"\p{L}")
_WORD_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}@#&/]")
_WORD_AFTER = regex.compile(r"[\p{L}\p{M}\p{N}@]")

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
    tokens = _READER.parse(text) if len(text) <= LONGEST else _unread(text)
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


class _Reader(MarkdownIt):
    """The subset. `safe_link` alone judges links; the address it answers is the one in the page."""

    def __init__(self) -> None:
        super().__init__("zero", {"breaks": True, "maxNesting": DEEPEST})
        self.enable(["fence", "blockquote", "list"])
        self.enable(["newline", "escape", "backticks", "emphasis", "link", "autolink"])
        self.inline.ruler.at("autolink", _read_autolink)
        self.inline.ruler.before("emphasis", "address", _read_address)
        self.inline.ruler.before("emphasis", "mention", _read_mention)
        self.inline.ruler.before("emphasis", "tag", _read_tag)

    def normalizeLink(self, url: str) -> str:
        return safe_link(url)

    def normalizeLinkText(self, url: str) -> str:
        return url

    def validateLink(self, url: str) -> bool:
        return bool(url)


def _read_autolink(state: StateInline, silent: bool) -> bool:
    """<https://…>, but no link inside a link."""
    return not state.linkLevel and read_angle_address(state, silent)


def _read_address(state: StateInline, silent: bool) -> bool:
    """http://… or https://… in the text, met at its colon: the scheme is already pending."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    for scheme in ("https", "http"):
        start = state.pos - len(scheme)
        if start >= 0 and state.src[start : state.pos].lower() == scheme:
            break
    else:
        return False
    found = LINK.match(state.src, start, state.posMax)
    if not found or not (silent or state.pending.lower().endswith(scheme)):
        return False
    url = found[0] + _closing(found[0], state.src, found.end(), state.posMax)
    href = safe_link(url)
    if not href:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.info = {"href": href}, "auto"
        state.push("text", "", 0).content = url
        state.push("link_close", "a", -1).info = "auto"
    state.pos = start + len(url)
    return True


def _closing(url: str, source: str, end: int, limit: int) -> str:
    """The parentheses after an address that close one opened inside it: …/Foo_(bar)."""
    missing = url.count("(") - url.count(")")
    count = 0
    while count < missing and end + count < limit and source[end + count] == ")":
        count += 1
    return ")" * count


def _read_mention(state: StateInline, silent: bool) -> bool:
    return _read_word(state, silent, "@", _MENTION, _as_mention)


def _read_tag(state: StateInline, silent: bool) -> bool:
    return _read_word(state, silent, "#", _TAG, _as_tag)


def _as_mention(name: str) -> dict[str, str] | None:
    if len(name) > LONGEST_HANDLE:
        return None
    return {"content": name.lower(), "markup": "@" + name}


def _as_tag(name: str) -> dict[str, str] | None:
    key = tag_key(name) if len(name) <= LONGEST_TAG else ""
    if not 0 < len(key) <= LONGEST_TAG or not _HAS_LETTER.search(key):
        return None
    return {"content": name, "markup": "#" + name, "key": key}


def _read_word(
    state: StateInline,
    silent: bool,
    sign: str,
    pattern: "regex.Pattern[str]",
    judge: Callable[[str], dict[str, str] | None],
) -> bool:
    """A sign and its word. What looks like one and is none is passed over whole, as text."""
    if state.src[state.pos] != sign or state.linkLevel:
        return False
    found = pattern.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    name = found[1].rstrip("._-")
    end = found.start(1) + len(name)
    outside = not (state.pos and _WORD_BEFORE.match(state.src[state.pos - 1]))
    apart = end == state.posMax or not _WORD_AFTER.match(state.src[end])
    facts = judge(name) if outside and apart and name else None
    if facts is None:
        if not silent:
            state.append_pending(state.src[state.pos : max(end, state.pos + 1)])
    elif not silent:
        token = state.push("mention" if sign == "@" else "tag", "", 0)
        token.content, token.markup = facts["content"], facts["markup"]
        token.meta = {"key": facts.get("key", "")}
    state.pos = max(end, state.pos + 1)
    return True


def _unread(text: str) -> list[Token]:
    children = []
    for line in text.split("\n"):
        children += [Token("text", "", 0, content=line), Token("softbreak", "br", 0)]
    return [
        Token("paragraph_open", "p", 1),
        Token("inline", "", 0, content=text, children=children[:-1]),
        Token("paragraph_close", "p", -1),
    ]


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


_READER = _Reader()

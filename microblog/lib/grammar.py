"""The grammar of posts: a subset of Markdown, and @handle and #tag as tokens of its own."""

from collections.abc import Callable

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as read_angle_address
from markdown_it.rules_inline import link as read_link
from markdown_it.token import Token

from microblog.lib.folding import tag_key
from microblog.lib.links import safe_link
from microblog.lib.text import LINK

LONGEST_HANDLE = 30
LONGEST_TAG = 60
DEEPEST = 12

_MENTION = regex.compile(r"@([A-Za-z0-9][A-Za-z0-9._-]*+)")
_TAG = regex.compile(r"#([\p{L}\p{M}\p{Nd}_-]++)")
_NOWHERE = regex.compile(
    r"""\]\(\s*+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))?\s*+\)$""",
    regex.DOTALL,
)
_HAS_LETTER = regex.compile(r"\p{L}")
_WORD_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}@#&/]")
_WORD_AFTER = regex.compile(r"[\p{L}\p{M}\p{N}@]")


class _Reader(MarkdownIt):
    """The subset. `safe_link` alone judges links; the address it answers is the one in the page."""

    def __init__(self) -> None:
        super().__init__("zero", {"breaks": True, "maxNesting": DEEPEST})
        self.enable(["fence", "blockquote", "list"])
        self.enable(["newline", "escape", "backticks", "emphasis", "link", "autolink"])
        self.inline.ruler.at("link", _read_link)
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


def _read_link(state: StateInline, silent: bool) -> bool:
    """[words](address); what leads nowhere, such as []() or [words]("title"), is text."""
    start = state.pos
    if not read_link(state, True) or _NOWHERE.search(state.src, start, state.pos):
        state.pos = start
        return False
    if silent:
        return True
    state.pos = start
    return read_link(state, False)


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


def unread(text: str) -> list[Token]:
    """The tokens of a text that is shown as it is, line by line."""
    children = []
    for line in text.split("\n"):
        children += [Token("text", "", 0, content=line), Token("softbreak", "br", 0)]
    return [
        Token("paragraph_open", "p", 1),
        Token("inline", "", 0, content=text, children=children[:-1]),
        Token("paragraph_close", "p", -1),
    ]


_READER = _Reader()


def read(text: str) -> list[Token]:
    """The tokens of a text."""
    return _READER.parse(text)

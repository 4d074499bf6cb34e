"""Places in a rendered post that depend on who reads it, and when.

A post is rendered once for everybody. `{% slot "when" post.pk %}` prints a sentinel there; `fill`
replaces each by what its function answers for one reader. The functions only join strings: a page
calls 200 of them.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from microblog.lib.ids import MAX_ID, encode, moment_of
from microblog.templatetags import ui
from microblog.templatetags.moments import in_full, relative, time_element

register = template.Library()

# Buttons and marks that were drawn: each has few states, and is drawn for every reader.
MOST_BUTTONS = 8000

OPEN, CLOSE, APART = "\x02", "\x03", "\x1f"
_SENTINEL = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


@dataclass(slots=True)
class Reader:
    """What one page knows of its reader; all ids are numbers."""

    id: int
    now: datetime
    zone: tzinfo
    statuses: Mapping[int, ui.Status] = field(default_factory=dict)
    """Availability by user id; absent: available."""
    reactions: Mapping[int, Collection[str]] = field(default_factory=dict)
    """My reactions by post id."""
    bookmarked: Collection[int] = ()
    reposted: Collection[int] = ()
    via: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    """Who shared a post on to me, by post id."""
    last_read: int = MAX_ID
    """Posts newer than this one are unread."""
    in_full: int = 0
    """The post whose time is written out: the one its own page is about."""


def state(reader: Reader, post: str, author: str) -> str:
    """Classes: whether it is unread, whether it is mine."""
    mine = int(author) == reader.id
    unread = not mine and int(post) > reader.last_read
    return (" unread" if unread else "") + (" post--mine" if mine else "")


def new(reader: Reader, post: str, author: str) -> str:
    """The word that says to a screen reader what the bar says to the eye."""
    if int(author) != reader.id and int(post) > reader.last_read:
        return f'<span class="vh">{escape(gettext("New"))} </span>'
    return ""


def when(reader: Reader, post: str) -> str:
    """When the post was made, by its id."""
    moment = moment_of(int(post))
    if int(post) == reader.in_full:
        return time_element(moment, in_full(moment, reader.zone)).replace(
            "<time", "<time data-full"
        )
    return time_element(moment, relative(moment, reader.now, reader.zone))


def dot(reader: Reader, user: str, handle: str) -> str:
    """The shape on the author's avatar."""
    found = reader.statuses.get(int(user))
    return _free_dot(handle) if found is None else ui.dot_mark(handle, found)


@lru_cache(MOST_BUTTONS)
def _free_dot(handle: str) -> str:
    return ui.dot_mark(handle, None)


def status(reader: Reader, user: str, handle: str) -> str:
    """The words beside the author's name."""
    found = reader.statuses.get(int(user))
    return _free(get_language(), handle) if found is None else ui.status_mark(handle, found)


@lru_cache(MOST_BUTTONS)
def _free(language: str | None, handle: str) -> str:
    return ui.status_mark(handle, None)


def via(reader: Reader, post: str) -> str:
    """Who shared it on, when that is how it came to this reader."""
    people = reader.via.get(int(post))
    if not people:
        return ""
    words = gettext("Shared on by %(names)s") % {"names": ui.names(people)}
    return f'<p class="post__via">{ui.icon("relay", "sm")}<span>{escape(words)}</span></p>'


def _button(classes: str, address: str, pressed: bool, inside: str) -> str:
    return (
        f'<button class="act {classes}" form="act" formaction="{address}" name="on"'
        f' value="{0 if pressed else 1}" aria-pressed="{"true" if pressed else "false"}">'
        f"{inside}</button>"
    )


def reaction(reader: Reader, post: str, kind: str, count: str, label: str) -> str:
    """One kind of reaction: how many, and whether I am among them."""
    mine = kind in reader.reactions.get(int(post), ())
    return _reaction(get_language(), post, kind, count, label, mine)


@lru_cache(MOST_BUTTONS)
def _reaction(
    language: str | None, post: str, kind: str, count: str, label: str, mine: bool
) -> str:
    yours = f'<span class="vh">, {escape(gettext("including you"))}</span>' if mine else ""
    inside = (
        f'{ui.icon(kind)}<span class="vh">{escape(label)}, </span>'
        f'<span class="num">{count}</span>{yours}'
    )
    return _button(f"react r-{kind}", f"/p/{encode(int(post))}/reactions/{kind}", mine, inside)


def repost(reader: Reader, post: str, count: str) -> str:
    """Share it on to those who follow me."""
    return _repost(get_language(), post, count, int(post) in reader.reposted)


@lru_cache(MOST_BUTTONS)
def _repost(language: str | None, post: str, count: str, mine: bool) -> str:
    number = f'<span class="num">{count}</span>' if int(count) else ""
    inside = (
        f'{ui.icon("relay")}<span class="act__label">{escape(gettext("Share on"))}</span>{number}'
    )
    return _button("act--share", f"/p/{encode(int(post))}/repost", mine, inside)


def bookmark(reader: Reader, post: str) -> str:
    """Keep it for later."""
    return _bookmark(get_language(), post, int(post) in reader.bookmarked)


@lru_cache(MOST_BUTTONS)
def _bookmark(language: str | None, post: str, mine: bool) -> str:
    inside = f'{ui.icon("bookmark")}<span class="vh">{escape(gettext("Bookmark"))}</span>'
    return _button("act--mark push", f"/p/{encode(int(post))}/bookmark", mine, inside)


SLOTS: dict[str, Callable[..., str]] = {
    "state": state,
    "new": new,
    "when": when,
    "dot": dot,
    "status": status,
    "via": via,
    "reaction": reaction,
    "repost": repost,
    "bookmark": bookmark,
}


@register.simple_tag
def slot(name: str, *args: object) -> SafeString:
    """Leave a place open for `fill`."""
    if name not in SLOTS:
        raise template.TemplateSyntaxError(f"no slot is called {name}")
    parts = APART.join([name, *(str(arg) for arg in args)])
    return mark_safe(f"{OPEN}{parts}{CLOSE}")  # noqa: S308 - functions escape what they print


@register.simple_tag
def author_avatar(user: Any) -> SafeString:
    """An avatar whose availability is a slot: for cached fragments."""
    return mark_safe(ui.avatar_mark(user, mark=slot("dot", user.pk, user.handle)))  # noqa: S308


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML in which places were left open: the text around them, and who fills each with what."""

    texts: tuple[str, ...]
    places: tuple[tuple[Callable[..., str], tuple[str, ...]], ...]


def cut(html: str) -> Fragment:
    """Find the open places once, so that filling them is not looking for them."""
    texts = _SENTINEL.split(html)
    slots = (inside.split(APART) for inside in texts[1::2])
    return Fragment(tuple(texts[::2]), tuple((SLOTS[name], tuple(args)) for name, *args in slots))


def fill(fragment: Fragment, reader: Reader) -> SafeString:
    """The fragment as this reader sees it."""
    parts = [fragment.texts[0]]
    for (answer, args), text in zip(fragment.places, fragment.texts[1:], strict=True):
        parts += (answer(reader, *args), text)
    return mark_safe("".join(parts))  # noqa: S308 - fragments are our own templates

"""The keyboard map: one table that the help lists and that scripts bind from."""

from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()


@dataclass(frozen=True)
class Key:
    """`keys` are alternatives; a space inside one is a sequence. `go` is where a sequence leads."""

    action: str
    keys: tuple[str, ...]
    label: str | Promise
    go: str = ""


# What is written on keys that write no character.
_WORDS = {
    "Enter": pgettext_lazy("key", "Enter"),
    "Escape": pgettext_lazy("key", "Esc"),
    "Ctrl+Enter": pgettext_lazy("key", "Ctrl+Enter"),
}

SECTIONS: tuple[tuple[str | Promise, tuple[Key, ...]], ...] = (
    (
        _("Reading"),
        (
            Key("next", ("j",), _("Next post")),
            Key("previous", ("k",), _("Previous post")),
            Key("next-unread", ("J",), _("Next unread post")),
            Key("previous-unread", ("K",), _("Previous unread post")),
            Key("open", ("o", "Enter"), _("Open the thread")),
            Key("expand", ("x",), _("Show all of a long post")),
            Key("media", ("v",), _("Open the image or file")),
            Key("profile", ("p",), _("Open the author’s profile")),
            Key("refresh", (".",), _("Show new posts")),
        ),
    ),
    (
        _("Acting"),
        (
            Key("compose", ("n", "c"), _("New post")),
            Key("reply", ("r",), _("Reply")),
            Key("thank", ("l", "f"), _("React with thanks")),
            Key("react", (":",), _("Choose a reaction")),
            Key("repost", ("t",), _("Share on")),
            Key("bookmark", ("b",), _("Bookmark")),
            Key("copy", ("y",), _("Copy the link")),
            Key("edit", ("e",), _("Edit my post; mark a notification as done")),
            Key("undo", ("z",), _("Undo the last action")),
            Key("availability", ("a",), _("Change my availability")),
            Key("send", ("Ctrl+Enter",), _("Post what I wrote")),
        ),
    ),
    (
        _("Going"),
        (
            Key("search", ("/", "s"), _("Search")),
            Key("go", ("g h",), _("My feed"), "/"),
            Key("go", ("g c",), _("Company"), "/company"),
            Key("go", ("g n",), _("Notifications"), "/notifications"),
            Key("go", ("g m",), _("Messages"), "/messages"),
            Key("go", ("g b",), _("Bookmarks"), "/bookmarks"),
            Key("go", ("g d",), _("Directory"), "/people"),
            Key("go", ("g g",), _("Groups"), "/groups"),
            Key("go", ("g s",), _("Settings"), "/settings/profile"),
            Key("own-profile", ("g p",), _("My profile")),
            Key("keys", ("?",), _("This list")),
            Key("leave", ("Escape",), _("Close, or leave a field")),
        ),
    ),
)


@register.filter
def key_name(key: str) -> str | Promise:
    """What the reader's keyboard says on this key."""
    return _WORDS.get(key, key)


@register.simple_tag
def keymap() -> tuple[tuple[str | Promise, tuple[Key, ...]], ...]:
    """`{% keymap as sections %}`."""
    return SECTIONS

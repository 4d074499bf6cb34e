"""What a token may do: Mastodon's scopes, a parent covering its children."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

_READ = """accounts blocks bookmarks favourites filters follows groups lists mutes notifications
    search statuses""".split()
_WRITE = """accounts blocks bookmarks conversations favourites filters follows groups lists media
    mutes notifications reports statuses""".split()
_ADMIN = """accounts reports domain_allows domain_blocks ip_blocks email_domain_blocks
    canonical_email_blocks""".split()

# A parent and what it stands for. `follow` is an old bundle that apps still ask for.
CHILDREN: dict[str, list[str]] = {
    "read": ["profile", *(f"read:{noun}" for noun in _READ)],
    "write": [f"write:{noun}" for noun in _WRITE],
    "follow": [f"{verb}:{noun}" for verb in ("read", "write") for noun in ("blocks", "follows")]
    + ["read:mutes", "write:mutes"],
    "admin:read": [f"admin:read:{noun}" for noun in _ADMIN],
    "admin:write": [f"admin:write:{noun}" for noun in _ADMIN],
}
KNOWN: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            "read",
            *CHILDREN["read"],
            "write",
            *CHILDREN["write"],
            "follow",
            "push",
            "admin:read",
            *CHILDREN["admin:read"],
            "admin:write",
            *CHILDREN["admin:write"],
        ]
    )
)
DEFAULT = "read"

# The same in words, for the person who is asked.
WORDS = {
    "profile": _("See who you are"),
    "read": _("Read everything you can read"),
    "write": _("Write, react and change things in your name"),
    "follow": _("See and change whom you follow and mute"),
    "push": _("Send you push notifications"),
    "admin:read": _("Read what administrators can read"),
    "admin:write": _("Act as an administrator"),
}
_NOUNS = {
    "accounts": _("profiles"),
    "blocks": _("blocks"),
    "bookmarks": _("bookmarks"),
    "conversations": _("conversations"),
    "favourites": _("reactions"),
    "filters": _("filters"),
    "follows": _("follows"),
    "groups": _("groups"),
    "lists": _("lists"),
    "media": _("files"),
    "mutes": _("mutes"),
    "notifications": _("notifications"),
    "reports": _("reports"),
    "search": _("search"),
    "statuses": _("posts"),
}


def split(text: str) -> list[str]:
    """Scopes as apps write them: separated by spaces, or by + where somebody encoded twice."""
    return list(dict.fromkeys(text.replace("+", " ").split()))


def covers(granted: Iterable[str], wanted: str) -> bool:
    """Whether one of `granted` is `wanted` or a parent of it."""
    return any(scope == wanted or wanted in CHILDREN.get(scope, ()) for scope in granted)


def all_covered(granted: Sequence[str], wanted: Iterable[str]) -> bool:
    """Whether everything wanted is granted, a bundle also where each of its parts is."""
    return all(
        covers(granted, scope)
        or (scope in CHILDREN and all(covers(granted, child) for child in CHILDREN[scope]))
        for scope in wanted
    )


def in_words(scope: str) -> str:
    """What a scope lets an app do, in the reader's language."""
    if scope in WORDS:
        return str(WORDS[scope])
    verb, _colon, noun = scope.rpartition(":")
    words = str(_NOUNS.get(noun, noun))
    if verb == "read":
        return str(_("Read: %(what)s") % {"what": words})
    if verb == "write":
        return str(_("Change: %(what)s") % {"what": words})
    return str(_("Administration: %(what)s") % {"what": scope})

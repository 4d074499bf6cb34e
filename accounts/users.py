"""Finding people who are not asked for by an id: the system itself, and free handles."""

import re
from collections.abc import Iterable

from accounts.models import User
from microblog.lib import clock
from microblog.lib.folding import fold

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?")
SYSTEM_HANDLE = "sillage"

# First words of addresses, and names that would pass for somebody in charge.
RESERVED = frozenset(
    """about accessibility account accounts admin administrator all anonymous api bookmarks company
    compose confirm drafts everyone export exports files follow g groups health help here home
    invitations invite join livez login logout me media messages moderator network new notifications
    offline p people password post posts privacy readyz root search security settings shortcuts
    sillage signup static suggest support system t tags team updates undefined null user users
    welcome ws""".split()
)


def system() -> User:
    """The account that acts when nobody does: jobs, expiry, imports. It cannot sign in."""
    user, _ = User.objects.get_or_create(
        handle=SYSTEM_HANDLE,
        defaults={
            "display_name": "Sillage",
            "email": "system@invalid",
            "is_system": True,
            "created_at": clock.now(),
        },
    )
    return user


def is_handle(text: str) -> bool:
    """Whether `text` may name a person: lower-case ASCII, 1 to 30 characters, not reserved."""
    return bool(HANDLE.fullmatch(text)) and text not in RESERVED and not text.isdigit()


def free_handle(wish: str) -> str:
    """A handle like `wish` (a name or the part before @) that nobody has."""
    base = re.sub(r"[^a-z0-9]+", ".", fold(wish)).strip(".")[:24].strip(".") or "colleague"
    if not is_handle(base):
        base = f"{base[:22]}.x"
    taken = _taken(base)
    if base not in taken:
        return base
    return next(name for name in _numbered(base) if name not in taken)


def _taken(base: str) -> set[str]:
    return set(User.objects.filter(handle__istartswith=base).values_list("handle", flat=True))


def _numbered(base: str) -> Iterable[str]:
    number = 2
    while True:
        yield f"{base}{number}"
        number += 1

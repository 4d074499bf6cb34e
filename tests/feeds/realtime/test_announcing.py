"""Every recorded act is either told to open pages or known to concern none of them."""

import importlib
import pkgutil

import accounts.actions
import feeds.actions
from api.streaming.relay import ACTIONS as APPS_HEAR
from api.streaming.relay import NOTIFYING
from feeds.realtime.delivery import ACTIONS
from feeds.realtime.events import PASSWORD_CHANGED, SESSION_ENDED
from ledger.recording import is_heard

# Nothing on an open page of anybody changes with these.
QUIET = {
    "bookmark.added",
    "bookmark.removed",
    "conversation.started",
    "file.described",
    "file.discarded",
    "file.illustrated",
    "file.received",
    "file.uploaded",
    "group.created",
    "invitation.accepted",
    "invitation.created",
    "invitation.revoked",
    "list.changed",
    "list.created",
    "list.person_added",
    "list.person_removed",
    "list.removed",
    "organization.changed",
    "tag.followed",
    "tag.unfollowed",
    "thread.unmuted",
    "user.endorsed",
    "user.follow_changed",
    "user.followed",
    "user.follower_removed",
    "user.joined",
    "user.noted",
    "user.preferences_changed",
    "user.registered",
    "user.unblocked",
    "user.unendorsed",
    "user.unfollowed",
    "user.unmuted",
    "user.welcomed",
}


def recorded() -> set[str]:
    """The names that actions record under: the constants in capitals of their modules."""
    names = set()
    for package in (accounts.actions, feeds.actions):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            names |= {
                value
                for name, value in vars(module).items()
                if name.isupper() and isinstance(value, str) and value.count(".") == 1
            }
    return names


def test_every_act_is_told_or_known_to_be_quiet() -> None:
    assert recorded() == (set(ACTIONS) - {PASSWORD_CHANGED, SESSION_ENDED}) | QUIET


def test_what_is_told_is_heard_of() -> None:
    assert all(is_heard(action) for action in ACTIONS)
    assert not any(is_heard(action) for action in QUIET - {*APPS_HEAR, *NOTIFYING})

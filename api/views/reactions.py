"""Our six answers without words: the three ways in which apps ask for them lead here."""

import json

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from api.http import UserCall, endpoint
from api.rendering import people
from api.serializers.reaction import kind_of, reactions
from api.views.statuses import one, target_of
from feeds.actions.reactions import react, unreact
from feeds.models import Reaction
from microblog.lib.errors import Rejected

# So many faces of a kind are told, as on our own pages.
MOST_PEOPLE = 60


@endpoint("write:favourites", "write:statuses")
def add(call: UserCall, id: int, name: str) -> HttpResponse:
    """React with an emoji of the six, or with our word for it."""
    post = target_of(call, id)
    react(actor=call.user, post=post, kind=_kind(name))
    return call.answer(one(call, id))


@endpoint("write:favourites", "write:statuses")
def remove(call: UserCall, id: int, name: str) -> HttpResponse:
    """Take a reaction back."""
    post = target_of(call, id)
    unreact(actor=call.user, post=post, kind=_kind(name))
    return call.answer(one(call, id))


@endpoint("read:statuses")
def index(call: UserCall, id: int) -> HttpResponse:
    """Each kind with the people behind it."""
    return _index(call, id, "")


@endpoint("read:statuses")
def show(call: UserCall, id: int, name: str) -> HttpResponse:
    """One kind with the people behind it."""
    return _index(call, id, kind_of(name) or "-")


def _index(call: UserCall, id: int, kind: str) -> HttpResponse:
    post = target_of(call, id)
    seen = User.objects.visible_to(call.user)
    rows = Reaction.objects.filter(post=post, user__in=seen).select_related("user")
    behind: dict[str, list[User]] = {}
    for row in rows.order_by("-id")[: MOST_PEOPLE * len(post.reaction_counts)]:
        behind.setdefault(row.kind, []).append(row.user)
    mine = Reaction.objects.filter(post=post, user=call.user).values_list("kind", flat=True)
    told = [
        one for one in reactions(post.reaction_counts, set(mine)) if not kind or one["kind"] == kind
    ]
    everyone = {user.pk: user for users in behind.values() for user in users}
    faces = dict(zip(everyone, people.accounts(call.user, everyone.values()), strict=True))
    return call.answer_many(
        json.dumps(one, ensure_ascii=False).encode()[:-1]
        + b',"accounts":['
        + b",".join(faces[user.pk] for user in behind.get(one["kind"], [])[:MOST_PEOPLE])
        + b"]}"
        for one in told
    )


def _kind(name: str) -> str:
    kind = kind_of(name)
    if not kind:
        raise Rejected("name", _("Choose one of the six reactions."))
    return kind

"""What one person is to another: following, muting, blocking, noting; and the lists of these."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.models import User
from api.http import UserCall, as_json, endpoint
from api.pagination import keyset, slice_of
from api.rendering import people
from api.rendering.relationships import relationships
from api.serializers.account import muted_account
from api.views import group_accounts
from api.views.accounts import person_for
from feeds.actions.follows import (
    change_follow,
    endorse_person,
    follow_user,
    remove_follower,
    unendorse_person,
    unfollow_user,
)
from feeds.actions.regard import (
    block_person,
    mute_person,
    note_person,
    unblock_person,
    unmute_person,
)
from feeds.models import Follow, PersonMute
from feeds.models.regard import current
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, NotFound

MOST_IDS = 100


@endpoint("read:follows")
def index(call: UserCall) -> HttpResponse:
    """GET id[]: in the order asked for; those whom one may not see are left out."""
    ids = call.parameters.ids("id")
    told = group_accounts.relationships(call, ids[:MOST_IDS])
    told |= {int(one["id"]): one for one in relationships(call.user, _visible(call, ids))}
    return call.answer([told[pk] for pk in dict.fromkeys(ids) if pk in told])


@endpoint("read:follows")
def familiar_followers(call: UserCall) -> HttpResponse:
    """GET id[]: who of those whom one follows follows each of them."""
    ids = _visible(call, call.parameters.ids("id"))
    mine = Follow.objects.filter(follower=call.user).values("followed")
    rows = Follow.objects.filter(followed__in=ids, follower__in=mine).order_by("-id")
    pairs = list(rows.values_list("followed", "follower"))
    shown = people.by_id(call.user, {follower for _person, follower in pairs})
    answers = [
        b'{"id":"%d","accounts":[%s]}'
        % (pk, b",".join(shown[who] for of, who in pairs if of == pk and who in shown))
        for pk in ids
    ]
    return call.answer_many(answers)


@endpoint("write:follows")
def follow(call: UserCall, id: int) -> HttpResponse:
    """Follow; reblogs=false leaves out what they pass on. `notify` is not here."""
    if (group := group_accounts.group_of(call, pk=id)) is not None:
        return group_accounts.follow(call, group)
    person, reposts = person_for(call, pk=id), call.parameters.choice_flag("reblogs")
    call.parameters.flag("notify")
    follow_user(actor=call.user, user=person)
    if reposts is not None:
        change_follow(actor=call.user, user=person, reposts=reposts)
    return _between(call, person)


@endpoint("write:mutes")
def mute(call: UserCall, id: int) -> HttpResponse:
    """POST notifications, duration (in seconds, 0 is for good)."""
    person, said = person_for(call, pk=id), call.parameters
    seconds = said.number("duration", 0) or 0
    until = clock.now() + timedelta(seconds=min(seconds, 10**10)) if seconds else None
    mute_person(
        actor=call.user,
        user=person,
        notifications=said.flag("notifications", default=True),
        until=until,
    )
    return _between(call, person)


@endpoint("write:accounts")
def note(call: UserCall, id: int) -> HttpResponse:
    """POST comment: what one keeps for oneself about somebody."""
    person = person_for(call, pk=id)
    note_person(actor=call.user, user=person, text=call.parameters.text("comment"))
    return _between(call, person)


def _act(scope: str, action: Callable[..., None], told: str) -> Callable[..., HttpResponse]:
    """An endpoint that does one thing to a person and says what is between the two then."""

    def view(call: UserCall, id: int) -> HttpResponse:
        person = person_for(call, pk=id)
        action(actor=call.user, user=person)
        return _between(call, person)

    view.__doc__ = told
    return endpoint(scope)(view)


@endpoint("write:follows")
def unfollow(call: UserCall, id: int) -> HttpResponse:
    """Follow no longer."""
    if (group := group_accounts.group_of(call, pk=id)) is not None:
        return group_accounts.unfollow(call, group)
    person = person_for(call, pk=id)
    unfollow_user(actor=call.user, user=person)
    return _between(call, person)


remove_from_followers = _act("write:follows", remove_follower, "Be followed no longer.")
unmute = _act("write:mutes", unmute_person, "Mute no longer.")
block = _act("write:blocks", block_person, "Want nothing of somebody; neither follows the other.")
unblock = _act("write:blocks", unblock_person, "Block no longer.")
endorse = _act("write:accounts", endorse_person, "Recommend somebody on one's profile.")
unendorse = _act("write:accounts", unendorse_person, "Recommend them no longer.")


@endpoint("read:accounts")
def followers(call: UserCall, id: int) -> HttpResponse:
    """Who follows somebody, the newest first."""
    rows = Follow.objects.filter(followed=person_for(call, pk=id))
    return _page(call, rows, "follower")


@endpoint("read:accounts")
def following(call: UserCall, id: int) -> HttpResponse:
    """Whom somebody follows, the newest first."""
    rows = Follow.objects.filter(follower=person_for(call, pk=id))
    return _page(call, rows, "followed")


@endpoint("read:accounts")
def endorsements(call: UserCall) -> HttpResponse:
    """Whom one recommends."""
    return _page(call, Follow.objects.filter(follower=call.user, endorsed=True), "followed")


@endpoint("read:accounts")
def endorsements_of(call: UserCall, id: int) -> HttpResponse:
    """Whom somebody recommends."""
    rows = Follow.objects.filter(follower=person_for(call, pk=id), endorsed=True)
    return _page(call, rows, "followed")


@endpoint("read:blocks")
def blocks(call: UserCall) -> HttpResponse:
    """Whom one blocks."""
    return _page(call, PersonMute.objects.filter(muter=call.user, is_block=True), "muted")


@endpoint("read:mutes")
def mutes(call: UserCall) -> HttpResponse:
    """Whom one mutes, and until when."""
    rows = PersonMute.objects.filter(current(clock.now()), muter=call.user, is_block=False)
    until = dict(rows.values_list("muted", "until"))
    return _page(call, rows, "muted", lambda pk, data: muted_account(data, until.get(pk)))


@endpoint("read:follows")
def follow_requests(call: UserCall) -> HttpResponse:
    """Nobody needs to ask before following."""
    return call.answer([])


@endpoint("write:follows")
def answer_request(call: UserCall, id: int) -> HttpResponse:
    """So that there is no request to answer."""
    raise NotFound


@endpoint("read:blocks")
def domain_blocks(call: UserCall) -> HttpResponse:
    """There are no other servers."""
    return call.answer([])


@endpoint("write:blocks")
def change_domain_blocks(call: UserCall) -> HttpResponse:
    """So that none can be blocked."""
    raise NotAllowed("")


def _between(call: UserCall, person: User) -> HttpResponse:
    return call.answer(as_json(relationships(call.user, [person.pk])[0]))


def _visible(call: UserCall, ids: Sequence[int]) -> list[int]:
    """Those of the ids that are people whom the caller may know of, each once."""
    wanted = list(dict.fromkeys(ids))[:MOST_IDS]
    seen = set(
        User.objects.visible_to(call.user).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    return [pk for pk in wanted if pk in seen]


def _page(
    call: UserCall,
    rows: QuerySet[Any],
    field: str,
    dress: Callable[[int, bytes], bytes] = lambda pk, data: data,
) -> HttpResponse:
    """The people of a relation, as far as one may know of them; pages go by its rows."""
    seen = User.objects.visible_to(call.user).values("pk")
    pairs = rows.filter(**{f"{field}__in": seen}).values_list("id", field)
    page = slice_of(
        call.asked(40, 80), lambda window: keyset(pairs, window), key=lambda row: int(row[0])
    )
    ids = [int(row[1]) for row in page.rows]
    shown = people.by_id(call.user, ids)
    return call.answer_many([dress(pk, shown[pk]) for pk in ids if pk in shown], page=page)

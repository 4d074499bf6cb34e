"""People: oneself, others, finding them, what they said."""

from django.http import HttpResponse

from accounts.models import User
from api.http import UserCall, as_json, endpoint
from api.pagination import Slice, slice_of
from api.rendering import people, posts
from api.serializers.account import suggestion
from api.serializers.instance import host
from api.views import group_accounts
from feeds import directory, timelines
from feeds.search.nouns import find_people
from microblog.lib.errors import NotAllowed, NotFound, Rejected

# Nobody reads on so far by counting.
FARTHEST = 10_000


@endpoint("profile", "read:accounts")
def verify_credentials(call: UserCall) -> HttpResponse:
    """Whoever's token this is."""
    return call.answer(people.own_account(call.user))


@endpoint("read:accounts")
def show(call: UserCall, id: int) -> HttpResponse:
    """Somebody by id; or a group, for apps that know none."""
    if (group := group_accounts.group_of(call, pk=id)) is not None:
        return group_accounts.account(call, group)
    return call.answer(people.one_account(person_for(call, pk=id)))


@endpoint("read:accounts")
def index(call: UserCall) -> HttpResponse:
    """Several by id, in the order asked for; those whom one may not see are left out."""
    ids = list(dict.fromkeys(call.parameters.ids("id")))[:40]
    shown = people.by_id(call.user, ids)
    return call.answer_many([shown[pk] for pk in ids if pk in shown])


@endpoint("read:accounts")
def lookup(call: UserCall) -> HttpResponse:
    """Somebody by handle, also with our host behind it."""
    handle = _ours(call.parameters.text("acct"))
    if not handle:
        raise NotFound
    person = User.objects.visible_to(call.user).filter(handle=handle).first()
    if person is not None:
        return call.answer(people.one_account(person))
    if (group := group_accounts.group_of(call, slug=handle)) is not None:
        return group_accounts.account(call, group)
    raise NotFound


@endpoint("read:accounts")
def search(call: UserCall) -> HttpResponse:
    """GET q, limit, offset, following: by name and handle, whoever is called exactly so first."""
    said, limit = call.parameters, call.asked(40, 80).limit
    words, start = said.text("q").strip(), _offset(call)
    if "@" in words.removeprefix("@"):
        words = _ours(words)
    found = find_people(call.user, words, following=said.flag("following"))
    return call.answer_many(people.accounts(call.user, found[start : start + limit]))


@endpoint("read:statuses")
def statuses(call: UserCall, id: int) -> HttpResponse:
    """What somebody said, as far as one may read it: only_media, exclude_replies,
    exclude_reblogs, tagged. Nobody pins posts here: `pinned` finds none.
    """
    if (group := group_accounts.group_of(call, pk=id)) is not None:
        return group_accounts.statuses(call, group)
    person, said = person_for(call, pk=id), call.parameters
    page: Slice[int] = Slice([])
    if not said.flag("pinned"):
        page = slice_of(
            call.asked(),
            lambda window: timelines.said_by(
                call.user,
                person,
                window,
                replies=not said.flag("exclude_replies"),
                reposts=not said.flag("exclude_reblogs"),
                files_only=said.flag("only_media"),
                tagged=said.text("tagged").removeprefix("#"),
            ),
        )
    return call.answer_many(posts.statuses(call.user, page.rows), page=page)


@endpoint()
def directory_of_people(call: UserCall) -> HttpResponse:
    """GET order (active or new), limit, offset. Everybody is of this server."""
    order = call.parameters.text("order") or "active"
    if order not in directory.ORDERS:
        raise Rejected("order", "active, new")
    start, limit = _offset(call), call.asked(40, 80).limit
    found = directory.ordered(call.user, order)[start : start + limit]
    return call.answer_many(people.accounts(call.user, found))


@endpoint("read:accounts")
def suggestions_v1(call: UserCall) -> HttpResponse:
    """Whom one may want to follow."""
    found = directory.suggested_people(call.user, call.asked(40, 80).limit)
    return call.answer_many(people.accounts(call.user, [one.user for one in found]))


@endpoint("read:accounts")
def suggestions_v2(call: UserCall) -> HttpResponse:
    """The same, and why."""
    found = directory.suggested_people(call.user, call.asked(40, 80).limit)
    shown = people.accounts(call.user, [one.user for one in found])
    return call.answer_many(
        as_json(suggestion(one.why))[:-1] + b',"account":' + data + b"}"
        for one, data in zip(found, shown, strict=True)
    )


@endpoint("write:accounts")
def dismiss_suggestion(call: UserCall, id: int) -> HttpResponse:
    """Suggestions follow from whom one knows and works with: none can be taken off the list."""
    raise NotAllowed("")


def person_for(call: UserCall, **by: object) -> User:
    """Somebody whom the reader may know of, else 404."""
    person = User.objects.visible_to(call.user).filter(**by).first()
    if person is None:
        raise NotFound
    return person


def _ours(name: str) -> str:
    """The handle in @handle or @handle@our.host, "" for people of other servers."""
    handle, _at, server = name.strip().removeprefix("@").lower().partition("@")
    return handle if server in {"", host(), host().partition(":")[0]} else ""


def _offset(call: UserCall) -> int:
    return max(0, min(call.parameters.number("offset", 0) or 0, FARTHEST))

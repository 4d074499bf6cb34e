"""People: oneself, others, finding them by handle."""

from django.http import HttpResponse

from accounts.models import User
from api.http import UserCall, endpoint
from api.rendering import people
from microblog.lib.errors import NotFound


@endpoint("profile", "read:accounts")
def verify_credentials(call: UserCall) -> HttpResponse:
    """Whoever's token this is."""
    return call.answer(people.own_account(call.user))


@endpoint("read:accounts")
def show(call: UserCall, id: int) -> HttpResponse:
    """Somebody by id."""
    return call.answer(people.one_account(person_for(call, pk=id)))


@endpoint("read:accounts")
def index(call: UserCall) -> HttpResponse:
    """Several by id, in the order asked for; those whom one may not see are left out."""
    ids = call.parameters.ids("id")[:40]
    found = User.objects.visible_to(call.user).in_bulk(ids)
    return call.answer_many(people.accounts(call.user, [found[pk] for pk in ids if pk in found]))


@endpoint("read:accounts")
def lookup(call: UserCall) -> HttpResponse:
    """Somebody by handle, also with our host behind it."""
    handle = call.parameters.text("acct").removeprefix("@").partition("@")[0].lower()
    return call.answer(people.one_account(person_for(call, handle=handle)))


def person_for(call: UserCall, **by: object) -> User:
    """Somebody whom the reader may know of, else 404."""
    person = User.objects.visible_to(call.user).filter(**by).first()
    if person is None:
        raise NotFound
    return person

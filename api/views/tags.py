"""Tags: one, those one follows. Any word has one; whether it is in use elsewhere is not told."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.serializers.tag import tag, tag_unused
from api.views import group_accounts
from feeds.actions.follows import follow_word, unfollow_tag
from feeds.models import Tag, TagFollow
from microblog.lib.errors import NotAllowed, NotFound
from microblog.lib.folding import tag_key
from microblog.lib.markup import parse


def spelling_of(name: str) -> str:
    """The tag of an address, if a post could have it; else 404."""
    found = parse(f"#{name}").tags
    if len(found) != 1 or found[0][1] != name:
        raise NotFound
    return name


@endpoint("read:follows", "read:statuses", "read:accounts")
def show(call: UserCall, name: str) -> HttpResponse:
    """One tag."""
    return _answer(call, spelling_of(name))


@endpoint("write:follows", "follow")
def follow(call: UserCall, name: str) -> HttpResponse:
    """Have its posts at home."""
    spelling = spelling_of(name)
    follow_word(actor=call.user, key=tag_key(spelling))
    return _answer(call, spelling)


@endpoint("write:follows", "follow")
def unfollow(call: UserCall, name: str) -> HttpResponse:
    """Have them there no longer."""
    spelling = spelling_of(name)
    rows = TagFollow.objects.filter(user=call.user, tag__key=tag_key(spelling))
    for row in rows.select_related("tag"):
        unfollow_tag(actor=call.user, tag=row.tag)
    return _answer(call, spelling)


@endpoint("read:follows", "read:accounts")
def followed(call: UserCall) -> HttpResponse:
    """The tags I follow, the last followed first."""
    rows = TagFollow.objects.filter(user=call.user).values_list("id", "tag__key")
    page = slice_of(
        call.asked(100, 200), lambda window: keyset(rows, window), key=lambda row: row[0]
    )
    keys = [key for _pk, key in page.rows]
    seen = {one.key: one for one in Tag.objects.visible_to(call.user).filter(key__in=keys)}
    return call.answer(
        [
            tag(seen[key], call.user, following=True)
            if key in seen
            else tag_unused(key, following=True)
            for key in keys
        ],
        page=page,
    )


@endpoint("read:accounts")
def featured(call: UserCall) -> HttpResponse:
    """Nobody features tags here."""
    return call.answer([])


@endpoint("write:accounts")
def feature(call: UserCall) -> HttpResponse:
    """Nor can one begin to."""
    raise NotAllowed(_("Tags cannot be featured here."))


@endpoint("write:accounts")
def unfeature(call: UserCall, id: int) -> HttpResponse:
    """Nothing is featured that could be taken out."""
    raise NotFound


@endpoint("read:accounts")
def featured_by(call: UserCall, id: int) -> HttpResponse:
    """Nobody features tags here."""
    seen = User.objects.visible_to(call.user).filter(pk=id)
    if not seen.exists() and group_accounts.group_of(call, pk=id) is None:
        raise NotFound
    return call.answer([])


def _answer(call: UserCall, spelling: str) -> HttpResponse:
    key = tag_key(spelling)
    following = TagFollow.objects.filter(user=call.user, tag__key=key).exists()
    found = Tag.objects.visible_to(call.user).filter(key=key).first()
    if found is None:
        return call.answer(tag_unused(spelling, following=following))
    return call.answer(tag(found, call.user, following=following))

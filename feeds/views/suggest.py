"""What a composer offers while somebody types a name or a tag."""

from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import HttpResponse
from django.shortcuts import render

from accounts import availability
from accounts.availability import Status
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds.models import Follow, Tag, TagFollow
from microblog.lib.folding import fold, tag_key

MOST = 8


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """GET q=@ab or #ab: options only, of people and tags that the reader may know of."""
    query = request.GET.get("q", "")[:60]
    context: dict[str, object] = {}
    if query.startswith("@"):
        context = {"people": _people(request.user, fold(query[1:]))}
    elif query.startswith("#"):
        tags = _tags(request.user, tag_key(query[1:]))
        context = {"tags": [{"name": tag.shown_to(request.user)} for tag in tags]}
    return render(request, "feeds/posts/_suggest.html", context)


def _people(reader: User, start: str) -> list[tuple[User, Status | None]]:
    seen = User.objects.visible_to(reader).exclude(pk=reader.pk)
    follows = Follow.objects.filter(follower=reader, followed=OuterRef("pk"))
    by_handle = seen.filter(handle__startswith=start)
    by_name = seen.filter(sort_name__contains=f" {start}") | seen.filter(
        sort_name__startswith=start
    )
    found = (by_handle | by_name).annotate(
        near=Case(When(Exists(follows), then=Value(0)), default=Value(1))
    )
    people = list(found.order_by("near", "sort_name")[:MOST])
    statuses = availability.of(user.pk for user in people)
    return [(user, statuses.get(user.pk)) for user in people]


def _tags(reader: User, start: str) -> list[Tag]:
    seen = Tag.objects.visible_to(reader).filter(key__startswith=start)
    follows = TagFollow.objects.filter(user=reader, tag=OuterRef("pk"))
    found = seen.annotate(near=Case(When(Exists(follows), then=Value(0)), default=Value(1)))
    return list(found.order_by("near", "key")[:MOST])

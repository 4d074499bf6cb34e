"""What a page missed: asked when it opens its socket, again and again while it has none."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import timelines, unread
from feeds.models import Post
from feeds.realtime.catching_up import missed
from feeds.realtime.cursor import cursor_now, position
from feeds.realtime.frames import availability, face, numbers
from feeds.views.cards import ids_of
from microblog.lib.ids import decode, encode

MOST_POSTS = 200
MOST_NEW = 60
MOST_FACES = 3


def index(request: HttpRequest) -> HttpResponseBase:
    """GET since, feed, after, posts: JSON with what changed; 401 and 400 are JSON too."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Your session has ended.")}, status=401)
    return _index(request)


@signed_in
def _index(request: UserRequest) -> JsonResponse:
    reader, query = request.user, request.GET
    try:
        since = position(query.get("since", ""))
        after = decode(query["after"]) if query.get("after") else 0
    except ValueError:
        return JsonResponse({"error": _("This page cannot be brought up to date.")}, status=400)
    on_screen = ids_of(query.get("posts", ""), MOST_POSTS)
    # Read first: what comes while the rest is read is told again, never left out.
    cursor = cursor_now()
    found = missed(reader, since, position(cursor), on_screen)
    name = query.get("feed", "")
    feed = timelines.open_feed(reader, name) if name else None
    new = _new(feed, after, on_screen) if feed is not None else []
    language = reader.language
    return JsonResponse(
        {
            "cursor": cursor,
            "counts": numbers(unread.counts(reader)),
            "changed": [encode(pk) for pk in found.changed],
            "gone": [encode(pk) for pk in found.gone],
            "new": len(new),
            "authors": [face(user) for user in _authors(reader, new)],
            "availability": [availability(*person, language) for person in found.people],
            "stale": found.stale or (bool(name) and feed is None),
        }
    )


index.needs_sign_in = True  # type: ignore[attr-defined]  # for the test that walks every address


def _new(feed: timelines.Feed, after: int, on_screen: list[int]) -> list[int]:
    """The posts above `after` that the page does not show yet, by the id of their articles."""
    ids = feed.newer(after, MOST_NEW)
    rows = dict(Post.objects.filter(pk__in=ids).values_list("pk", "repost_of"))
    articles = dict.fromkeys(rows.get(pk) or pk for pk in ids)
    return [pk for pk in articles if pk not in set(on_screen)]


def _authors(reader: User, posts: list[int]) -> list[User]:
    """Whose posts wait, newest first, as far as the reader knows of them."""
    authors = dict(Post.objects.filter(pk__in=posts).values_list("pk", "author"))
    wanted = list(dict.fromkeys(authors[pk] for pk in posts if pk in authors))
    people = User.objects.visible_to(reader).in_bulk(wanted)
    return [people[pk] for pk in wanted if pk in people][:MOST_FACES]

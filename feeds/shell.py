"""What surrounds every page: places, counts, the team. Five queries, each of fixed cost."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import organizations
from accounts.availability import AVAILABLE, Status
from accounts.models import Availability, User
from feeds import unread
from feeds.models import Follow, Group
from feeds.realtime.cursor import cursor_now
from feeds.visibility import users
from microblog.lib import clock
from microblog.lib.ids import MAX_ID

MOST_GROUPS = 40
MOST_TAGS = 20
MOST_TEAM = 8
MOST_UNREAD = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A group or tag in the navigation; `unread` stops at 10."""

    name: str
    url: str
    section: str
    unread: int
    slug: str = ""
    color: int = 0
    initials: str = ""
    visibility: str = ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: nothing is asked of the database unless a template reads it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"organization": organizations.current(), "theme": "system", "keys": False}
    waiting = unread.counts(user)
    statuses, team = _team(user)
    return {
        "organization": organizations.current(),
        "me": user,
        "my_status": statuses.get(user.pk, AVAILABLE),
        "counts": waiting,
        "unread": waiting.notifications + waiting.messages,
        "groups": _groups(user),
        "tags": _tags(user),
        "team": team,
        "cursor": cursor_now(),
        "theme": user.theme,
        "density": "compact" if user.compact else "comfort",
        "keys": user.shortcuts,
    }


# How many listed posts of others came after the reader's mark; none where nothing was ever read.
_UNREAD_IN_GROUP = """SELECT COUNT(*) FROM (SELECT 1 FROM feeds_post q
    WHERE q.group_id = g.id AND q.root_id IS NULL AND q.retracted_at IS NULL
    AND NOT (q.audience = 'direct') AND q.author_id <> %(user)s
    AND EXISTS (SELECT 1 FROM accounts_user a WHERE a.id = q.author_id AND a.is_active)
    AND q.id > COALESCE(m.last_read_id, %(never)s) LIMIT %(most)s) AS newer"""
_GROUPS = f"""SELECT g.id, g.name, g.slug, g.visibility, ({_UNREAD_IN_GROUP})
    FROM feeds_group g JOIN feeds_membership s ON s.group_id = g.id AND s.user_id = %(user)s
    LEFT JOIN feeds_readmarker m
        ON m.user_id = %(user)s AND m.feed = 'group:' || CAST(g.id AS text)
    WHERE g.closed_at IS NULL ORDER BY g.name, g.id LIMIT %(places)s"""
_UNREAD_TAGGED = """SELECT COUNT(*) FROM (SELECT 1 FROM feeds_posttag q
    WHERE q.tag_id = t.id AND q.post_id > COALESCE(m.last_read_id, %(never)s)
    AND EXISTS (SELECT 1 FROM feeds_post p JOIN accounts_user a ON a.id = p.author_id
        WHERE p.id = q.post_id AND a.is_active)
    AND (q.group_id IS NULL AND NOT %(guest)s
        OR q.group_id IN (SELECT id FROM feeds_group WHERE visibility = 'open' AND NOT %(guest)s)
        OR q.group_id IN (SELECT group_id FROM feeds_membership WHERE user_id = %(user)s))
    LIMIT %(most)s) AS newer"""
_TAGS = f"""SELECT CASE WHEN %(guest)s THEN t.key ELSE t.name END, ({_UNREAD_TAGGED})
    FROM feeds_tag t JOIN feeds_tagfollow f ON f.tag_id = t.id AND f.user_id = %(user)s
    LEFT JOIN feeds_readmarker m
        ON m.user_id = %(user)s AND m.feed = 'tag:' || CAST(t.id AS text)
    ORDER BY t.key LIMIT %(places)s"""


def _groups(user: User) -> list[Place]:
    places = []
    for pk, name, slug, visibility, newer in _ask(_GROUPS, user, MOST_GROUPS):
        group = Group(pk=pk, name=name, slug=slug, visibility=visibility)
        places.append(
            Place(
                name=name,
                url=f"/g/{slug}",
                section=f"group:{slug}",
                unread=newer,
                slug=slug,
                color=group.color,
                initials=group.initials,
                visibility=visibility,
            )
        )
    return places


def _tags(user: User) -> list[Place]:
    return [
        Place(name=name, url=f"/t/{quote(name)}", section=f"tag:{name}", unread=newer)
        for name, newer in _ask(_TAGS, user, MOST_TAGS)
    ]


def _ask(statement: str, user: User, places: int) -> list[tuple[Any, ...]]:
    parameters = {
        "user": user.pk,
        "guest": user.is_guest,
        "never": MAX_ID,
        "most": MOST_UNREAD,
        "places": places,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _team(user: User) -> tuple[dict[int, Status], list[dict[str, Any]]]:
    """Whom I follow or work with and whether they are reachable; my own word too. One query."""
    near = Q(user__in=Follow.objects.filter(follower=user).values("followed")) | Q(user=user)
    if user.department:
        near |= Q(user__department=user.department)
    visible = User.objects.filter(users(user)).values("pk")
    mine_first = Case(When(user=user, then=0), default=1)
    rows = (
        Availability.objects.filter(near, until__gt=clock.now(), user__in=visible)
        .select_related("user")
        .order_by(mine_first, "user__sort_name")[: MOST_TEAM + 1]
    )
    statuses = {row.user_id: Status(row.kind, row.text, row.until) for row in rows}
    team = [
        {"user": row.user, "availability": statuses[row.user_id]}
        for row in rows
        if row.user_id != user.pk
    ]
    return statuses, team[:MOST_TEAM]

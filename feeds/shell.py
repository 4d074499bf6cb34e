"""What surrounds every page: places, counts, the team. Four queries, each of fixed cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import organizations
from accounts.availability import AVAILABLE, Status
from accounts.models import Availability, Organization, User
from feeds import unread
from feeds.models import Follow, Group
from feeds.realtime.cursor import cursor_now
from feeds.visibility import users
from microblog.lib import clock
from microblog.lib.ids import MAX_ID
from microblog.lib.prepared import prepared

MOST_GROUPS = 40
MOST_TAGS = 20
MOST_TEAM = 8
MOST_UNREAD = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A group or tag in the navigation; `unread` stops at 10. Equal places look the same."""

    name: str
    url: str
    section: str
    unread: int
    slug: str = ""
    color: int = 0
    initials: str = ""
    visibility: str = ""
    may_post: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: nothing is asked of the database unless a template reads it."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> dict[str, Any]:
    """The same for views, read once a request.

    A page that lives is read after its shell: what happens meanwhile comes after `cursor`, so that
    its socket is told of it.
    """
    found: dict[str, Any] | None = getattr(request, "_shell", None)
    if found is None:
        found = _shell(request)
        request._shell = found  # type: ignore[attr-defined]  # ours, as long as the request
    return found


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"organization": organizations.current(), "theme": "system", "keys": False}
    cursor = cursor_now()
    organization, waiting = _organization_and_counts(user)
    statuses, team = _team(user)
    groups, tags = places_of(user)
    return {
        "organization": organization,
        "me": user,
        "my_status": statuses.get(user.pk, AVAILABLE),
        "counts": waiting,
        "unread": waiting.notifications + waiting.messages,
        "places": groups,
        "groups": groups[:MOST_GROUPS],
        "tags": tags,
        "team": team,
        "cursor": cursor,
        "theme": user.theme,
        "density": "compact" if user.compact else "comfort",
        "keys": user.shortcuts,
    }


def _organization_and_counts(user: User) -> tuple[Organization, unread.Counts]:
    found = _columns(reader=user)
    if not found:
        return organizations.current(), unread.counts(user)
    *organization, told, said = found[0]
    return Organization.from_db("default", _ORGANIZATION, organization), unread.Counts(told, said)


_ORGANIZATION = [field.attname for field in Organization._meta.concrete_fields]


@prepared
def _columns(reader: User) -> QuerySet[Organization, Any]:
    return Organization.objects.filter(only=True).values_list(
        *_ORGANIZATION, *unread.waiting(reader)
    )


# How many listed posts of others came after the reader's mark; none where nothing was ever read.
_UNREAD_IN_GROUP = """SELECT COUNT(*) FROM (SELECT 1 FROM feeds_post q
    WHERE q.group_id = g.id AND q.root_id IS NULL AND q.retracted_at IS NULL
    AND NOT (q.audience = 'direct') AND q.author_id <> %(user)s
    AND EXISTS (SELECT 1 FROM accounts_user a WHERE a.id = q.author_id AND a.is_active)
    AND q.id > COALESCE(m.last_read_id, %(never)s) LIMIT %(most)s) AS newer"""
# All groups of mine that are not closed, and whether I may post there. The first ones are counted.
_GROUPS = f"""SELECT 0 AS kind, g.place, g.name, g.slug, g.visibility, g.may_post,
    CASE WHEN g.place <= %(groups)s THEN ({_UNREAD_IN_GROUP}) ELSE 0 END AS unread, g.id
    FROM (SELECT g.id, g.name, g.slug, g.visibility,
        g.posting = 'members' OR s.role = 'owner' AS may_post,
        ROW_NUMBER() OVER (ORDER BY g.name, g.id) AS place
        FROM feeds_group g JOIN feeds_membership s ON s.group_id = g.id AND s.user_id = %(user)s
        WHERE g.closed_at IS NULL) AS g
    LEFT JOIN feeds_readmarker m
        ON m.user_id = %(user)s AND m.feed = 'group:' || CAST(g.id AS text)"""
_UNREAD_TAGGED = """SELECT COUNT(*) FROM (SELECT 1 FROM feeds_posttag q
    WHERE q.tag_id = t.id AND q.post_id > COALESCE(m.last_read_id, %(never)s)
    AND EXISTS (SELECT 1 FROM feeds_post p JOIN accounts_user a ON a.id = p.author_id
        WHERE p.id = q.post_id AND a.is_active)
    AND (q.group_id IS NULL AND NOT %(guest)s
        OR q.group_id IN (SELECT id FROM feeds_group WHERE visibility = 'open' AND NOT %(guest)s)
        OR q.group_id IN (SELECT group_id FROM feeds_membership WHERE user_id = %(user)s))
    LIMIT %(most)s) AS newer"""
_TAGS = f"""SELECT 1 AS kind, t.place, t.name, '', '', FALSE, ({_UNREAD_TAGGED}) AS unread, t.id
    FROM (SELECT t.id, CASE WHEN %(guest)s THEN t.key ELSE t.name END AS name,
        ROW_NUMBER() OVER (ORDER BY t.key) AS place
        FROM feeds_tag t JOIN feeds_tagfollow f ON f.tag_id = t.id AND f.user_id = %(user)s) AS t
    LEFT JOIN feeds_readmarker m
        ON m.user_id = %(user)s AND m.feed = 'tag:' || CAST(t.id AS text)
    WHERE t.place <= %(tags)s"""
_PLACES = f"SELECT * FROM ({_GROUPS} UNION ALL {_TAGS}) AS places ORDER BY kind, place"


def places_of(user: User) -> tuple[Sequence[Place], Sequence[Place]]:
    """The person's groups and the first tags they follow, with what is unread in each."""
    parameters = {
        "user": user.pk,
        "guest": user.is_guest,
        "never": MAX_ID,
        "most": MOST_UNREAD,
        "groups": MOST_GROUPS,
        "tags": MOST_TAGS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, parameters)
        rows = cursor.fetchall()
    groups = tuple(_group(*row[2:]) for row in rows if row[0] == 0)
    return groups, tuple(_tag(row[2], row[6]) for row in rows if row[0] == 1)


def _group(name: str, slug: str, visibility: str, may_post: bool, newer: int, pk: int) -> Place:
    group = Group(pk=pk, name=name, slug=slug, visibility=visibility)
    return Place(
        name=name,
        url=f"/g/{slug}",
        section=f"group:{slug}",
        unread=newer,
        slug=slug,
        color=group.color,
        initials=group.initials,
        visibility=visibility,
        may_post=bool(may_post),
    )


def _tag(name: str, newer: int) -> Place:
    return Place(name=name, url=f"/t/{quote(name)}", section=f"tag:{name}", unread=newer)


def _team(user: User) -> tuple[dict[int, Status], list[dict[str, Any]]]:
    """Whom I follow or work with and whether they are reachable; my own word too."""
    rows = _near(
        reader=user, department=user.department, alone=not user.department, now=clock.now()
    )
    statuses, team = {}, []
    for pk, handle, name, avatar, kind, text, until in rows:
        statuses[pk] = Status(kind, text, until)
        if pk != user.pk:
            person = User(pk=pk, handle=handle, display_name=name, avatar=avatar)
            team.append({"user": person, "availability": statuses[pk]})
    return statuses, team[:MOST_TEAM]


@prepared
def _near(reader: User, department: str, alone: bool, now: datetime) -> QuerySet[Availability, Any]:
    near = Q(user__in=Follow.objects.filter(follower=reader).values("followed")) | Q(user=reader)
    if not alone:
        near |= Q(user__department=department)
    visible = Exists(User.objects.filter(users(reader), pk=OuterRef("user")))
    mine_first = Case(When(user=reader, then=0), default=1)
    return (
        Availability.objects.filter(near, visible, until__gt=now)
        .order_by(mine_first, "user__sort_name")
        .values_list(
            "user_id",
            "user__handle",
            "user__display_name",
            "user__avatar",
            "kind",
            "text",
            "until",
        )[: MOST_TEAM + 1]
    )

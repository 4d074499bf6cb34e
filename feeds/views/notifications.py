"""What one was told, why, and ticking it off."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import availability
from accounts.availability import Status
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds.actions import notifications as actions
from feeds.models import Notification, Reaction
from feeds.models.notification import NotificationKind as Kind
from microblog.lib.http import is_fragment
from microblog.lib.markup import plain
from microblog.lib.pagination import page_of, window_of

EXCERPT = 160
TABS = (
    ("", gettext_lazy("To handle")),
    ("mentions", gettext_lazy("Mentions")),
    ("done", gettext_lazy("Done")),
)
ICONS = {
    Kind.MENTION: "at",
    Kind.REPLY: "reply",
    Kind.DIRECT: "lock",
    Kind.REACTION: "smile",
    Kind.REPOST: "relay",
    Kind.FOLLOW: "plus",
    Kind.JOIN_REQUEST: "people",
    Kind.JOINED: "check",
    Kind.GROUP_INVITATION: "people",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One notification as it is shown."""

    notification: Notification
    status: Status | None
    icon: str
    people: list[User]
    others: int
    url: str
    excerpt: str
    why: str


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """The list, newest first; `tab` is "" (to handle), "mentions" or "done"."""
    tab = request.GET.get("tab", "")
    window = window_of(request.GET.get("before", ""))
    rows = Notification.objects.visible_to(request.user).filter(done_at__isnull=tab != "done")
    if tab == "mentions":
        rows = rows.filter(kind__in=[Kind.MENTION, Kind.REPLY])
    if window.before is not None:
        rows = rows.filter(pk__lt=window.before)
    rows = rows.select_related("actor", "post", "post__author", "post__conversation", "group")
    found = list(rows.order_by("-id")[: window.size + 1])
    page = page_of([row.pk for row in found], window)
    shown = found[: window.size]
    url = f"/notifications?tab={tab}" if tab else "/notifications"
    context = {
        "rows": _rows(request.user, shown),
        "older": f"{url}{'&' if tab else '?'}before={page.older}" if page.older else "",
        "tab": tab,
        "tabs": [
            {
                "text": text,
                "url": f"/notifications?tab={key}" if key else "/notifications",
                "current": key == tab,
            }
            for key, text in TABS
        ],
        "section": "notifications",
    }
    return render(request, "feeds/notifications/index.html", context)


@signed_in
def done(request: UserRequest, pk: int) -> HttpResponse:
    """POST on=1 ticks a row off, on=0 puts it back."""
    row = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    if request.POST.get("on") == "0":
        actions.mark_undone(actor=request.user, notification=row)
    else:
        actions.mark_done(actor=request.user, notifications=[row])
    return HttpResponse(status=204) if is_fragment(request) else redirect("notifications")


@signed_in
def all_done(request: UserRequest) -> HttpResponse:
    """POST: nothing waits any more."""
    actions.mark_all_done(actor=request.user)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": "/notifications"})
    return redirect("notifications")


@signed_in
def visit(request: UserRequest, pk: int) -> HttpResponse:
    """Go to what a row speaks of. Reading it does not tick it off: that is the reader's choice."""
    row = get_object_or_404(
        Notification.objects.visible_to(request.user).select_related("post", "group", "actor"),
        pk=pk,
    )
    return redirect(_url(row))


def _rows(reader: User, notifications: list[Notification]) -> list[Row]:
    statuses = availability.of(row.actor_id for row in notifications)
    reacted = [row.post_id for row in notifications if row.kind == Kind.REACTION]
    reactors = dict(
        Reaction.objects.filter(post__in=reacted)
        .exclude(user=reader)
        .values_list("post")
        .annotate(people=Count("user", distinct=True))
    )
    return [
        Row(
            notification=row,
            status=statuses.get(row.actor_id),
            icon=ICONS[Kind(row.kind)],
            people=[row.actor],
            others=max(_others(row, reactors), 0),
            url=f"/notifications/{row.key}",
            excerpt=plain(row.post.text)[:EXCERPT] if row.post else "",
            why=_why(row),
        )
        for row in notifications
    ]


def _others(row: Notification, reactors: dict[int | None, int]) -> int:
    if row.kind == Kind.REACTION:
        return reactors.get(row.post_id, 1) - 1
    if row.kind == Kind.REPOST and row.post is not None:
        return row.post.repost_count - 1
    return 0


def _url(row: Notification) -> str:
    if row.post is not None:
        return row.post.get_absolute_url()
    if row.group is not None:
        page = "/members" if row.kind == Kind.JOIN_REQUEST else ""
        return f"{row.group.get_absolute_url()}{page}"
    return row.actor.get_absolute_url()


def _why(row: Notification) -> str:
    """Why this came: the sentence under every row."""
    match row.kind:
        case Kind.MENTION:
            return _("Because the post names you")
        case Kind.REPLY:
            return _("Because you wrote in this thread")
        case Kind.DIRECT:
            return _("Because it was written to you")
        case Kind.REACTION | Kind.REPOST:
            return _("Because you wrote this post")
        case Kind.FOLLOW:
            return _("Because this person follows you now")
        case Kind.JOIN_REQUEST:
            return _("Because you own this group")
        case Kind.JOINED:
            return _("Because you asked to join")
    return _("Because you were invited")

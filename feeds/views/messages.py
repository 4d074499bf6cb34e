"""Direct messages: the list, one conversation, beginning one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import availability
from accounts.availability import Status
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import rendering, timelines
from feeds.actions.conversations import mark_conversation_read, start_conversation
from feeds.forms.posts import composer, publish_from
from feeds.models import Conversation, Participant, Post
from feeds.visibility import places
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.http import is_fragment
from microblog.lib.ids import encode
from microblog.lib.markup import plain
from microblog.lib.pagination import Window, page_of, window_of

LIST_PAGE = 40
EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in the list."""

    conversation: Conversation
    people: list[User]
    status: Status | None
    last: Post | None
    excerpt: str
    unread: bool


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """One's conversations, the last spoken first."""
    window = window_of(request.GET.get("before", ""), size=LIST_PAGE)
    mine = Participant.objects.filter(
        user=request.user, conversation__last_post_id__gt=F("hidden_up_to")
    )
    if window.before is not None:
        mine = mine.filter(conversation__last_post_id__lt=window.before)
    rows = mine.select_related("conversation").order_by("-conversation__last_post_id")
    found = list(rows[: window.size + 1])
    page = page_of([row.conversation.last_post_id for row in found], window)
    context = {
        "lines": _lines(request.user, found[: window.size]),
        "older": f"/messages?before={page.older}" if page.older else "",
        "section": "messages",
    }
    return render(request, "feeds/messages/index.html", context)


@signed_in
def new(request: UserRequest) -> HttpResponse:
    """Write to one or several people: the same people are the same conversation."""
    named = request.POST.get("to", request.GET.get("to", ""))[:500]
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            people = _people_named(request.user, named)
            conversation = start_conversation(actor=request.user, people=people)
            publish_from(request, conversation=conversation)
            return _go(request, conversation)
        except Rejected as error:
            errors = {error.field or "text": [error.message]}
    elif "," not in named and named:
        known = _existing(request.user, named)
        if known is not None:
            return redirect(known)
    context = {
        "to": named,
        "errors": errors,
        "text": request.POST.get("text", request.GET.get("text", "")),
        "section": "messages",
        "composer": composer(
            request,
            place="conversation",
            action="/messages/new",
            audience_label=_("Only the people you write to"),
            errors={key: value for key, value in errors.items() if key != "people"},
            private=True,
        ),
    }
    fragment = errors and is_fragment(request)
    template = "feeds/messages/_new.html" if fragment else "feeds/messages/new.html"
    return render(request, template, context, status=422 if errors else 200)


@signed_in
def show(request: UserRequest, pk: int) -> HttpResponse:
    """A conversation; POST says something in it."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            post = publish_from(request, conversation=conversation)
            if is_fragment(request):
                return HttpResponse(rendering.articles(request.user, [post.pk]), status=201)
            return redirect(post)
        except Rejected as error:
            errors = {error.field or "text": [error.message]}
    context = _conversation_page(request, conversation, errors)
    status = 422 if errors else 200
    if is_fragment(request) and errors:
        return render(request, "feeds/posts/_composer.html", context, status=status)
    if is_fragment(request):
        # Fragments are newest first everywhere; a script knows in which order the page reads.
        shown = {"items": context["items"][::-1], "newest": context["newest"]}
        return render(request, "feeds/posts/_items.html", shown | {"more": context["more"]})
    return render(request, "feeds/messages/show.html", context, status=status)


def _conversation_page(
    request: UserRequest, conversation: Conversation, errors: dict[str, list[str]]
) -> dict[str, Any]:
    reader = request.user
    feed = timelines.open_feed(reader, f"conversation:{conversation.key}")
    if feed is None:
        raise NotFound
    asked = window_of(request.GET.get("before", ""), request.GET.get("after", ""))
    window = Window(asked.before, asked.after, timelines.CONVERSATION_PAGE)
    page = feed.page(window)
    mine = Participant.objects.get(user=reader, conversation=conversation)
    read_until = mine.last_read_id
    if page.ids and window.before is None:
        newest = Post.objects.filter(places(reader)).get(pk=page.ids[0])
        mark_conversation_read(actor=reader, conversation=conversation, up_to=newest)
    people = _people_of([conversation.pk]).get(conversation.pk, [])
    others = [user for user in people if user != reader]
    statuses = availability.of(user.pk for user in others)
    return {
        "conversation": conversation,
        "others": others,
        "readers": [_("you"), *others],
        "statuses": [(user, statuses.get(user.pk)) for user in others],
        # Read downwards, as people speak.
        "items": rendering.articles(reader, page.ids[::-1], unread_after=read_until),
        "older": f"{conversation.get_absolute_url()}?before={page.older}" if page.older else "",
        "newest": encode(page.ids[0]) if page.ids else "",
        "more": window.after is not None and bool(page.newer),
        "feed_name": feed.name,
        "section": "messages",
        "composer": composer(
            request,
            place="conversation",
            action=conversation.get_absolute_url(),
            audience_label=_("Only you and the people of this conversation"),
            errors=errors,
            private=True,
        ),
    }


def _lines(reader: User, rows: list[Participant]) -> list[Line]:
    people = _people_of([row.conversation_id for row in rows])
    last_ids = [row.conversation.last_post_id for row in rows]
    last = Post.objects.visible_to(reader).select_related("author").in_bulk(last_ids)
    statuses = availability.of(user.pk for users in people.values() for user in users)
    lines = []
    for row in rows:
        others = [user for user in people.get(row.conversation_id, []) if user != reader]
        post = last.get(row.conversation.last_post_id)
        lines.append(
            Line(
                conversation=row.conversation,
                people=others,
                status=statuses.get(others[0].pk) if others else None,
                last=post,
                excerpt="" if post is None else plain(post.text)[:EXCERPT],
                unread=row.conversation.last_post_id > row.last_read_id
                and post is not None
                and post.author_id != reader.pk,
            )
        )
    return lines


def _people_of(conversations: list[int]) -> dict[int, list[User]]:
    rows = Participant.objects.filter(conversation__in=conversations).select_related("user")
    people: dict[int, list[User]] = {}
    for row in rows.order_by("user__sort_name"):
        people.setdefault(row.conversation_id, []).append(row.user)
    return people


def _people_named(reader: User, named: str) -> list[User]:
    handles = {part.strip().lstrip("@").lower() for part in named.split(",")} - {""}
    found = list(User.objects.visible_to(reader).filter(handle__in=handles))
    missing = handles - {user.handle for user in found}
    if missing:
        names = ", ".join(f"@{handle}" for handle in sorted(missing))
        raise Rejected("people", _("There is nobody called %(names)s.") % {"names": names})
    return found


def _existing(reader: User, named: str) -> Conversation | None:
    """The conversation with this one person, if both already spoke."""
    try:
        people = _people_named(reader, named)
    except Rejected as error:
        raise NotFound from error
    key = Conversation.key_of([reader.pk, *(user.pk for user in people)])
    if reader in people:
        raise NotAllowed(_("This is you."))
    return Conversation.objects.visible_to(reader).filter(people_key=key).first()


def _go(request: UserRequest, conversation: Conversation) -> HttpResponse:
    url = conversation.get_absolute_url()
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": url})
    return redirect(url)

"""Reactions to a post: who reacted, and reacting."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts import availability
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import rendering
from feeds.actions.reactions import react, unreact
from feeds.models import Reaction
from feeds.models.reaction import ReactionKind
from feeds.views.posts import answer_with, post_for
from microblog.lib.http import is_fragment

MOST_PEOPLE = 60


@signed_in
def index(request: UserRequest, pk: int) -> HttpResponse:
    """The six kinds, with the people behind each whom the reader may know of."""
    post = post_for(request, pk)
    seen = User.objects.visible_to(request.user)
    rows = Reaction.objects.filter(post=post, user__in=seen).select_related("user")
    rows = rows.order_by("-id")[: MOST_PEOPLE * len(ReactionKind)]
    people: dict[str, list[User]] = {}
    for row in rows:
        people.setdefault(row.kind, []).append(row.user)
    shown = {kind: users[:MOST_PEOPLE] for kind, users in people.items()}
    statuses = availability.of(user.pk for users in shown.values() for user in users)
    kinds = [
        {
            "kind": kind.value,
            "label": kind.label,
            "count": post.reaction_counts.get(kind, 0),
            "mine": request.user in people.get(kind, []),
            "people": [(user, statuses.get(user.pk)) for user in shown.get(kind, [])],
        }
        for kind in ReactionKind
    ]
    context = {"post": rendering.show(post), "kinds": kinds}
    template = (
        "feeds/posts/_reactors.html" if is_fragment(request) else "feeds/posts/reactions.html"
    )
    return render(request, template, context)


@signed_in
def update(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """POST on=1 or 0."""
    post = post_for(request, pk)
    act = react if request.POST.get("on") == "1" else unreact
    act(actor=request.user, post=post, kind=kind)
    return answer_with(request, post)

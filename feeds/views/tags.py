"""A tag's page: any word has one, and shows what its reader may read."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import policies, timelines
from feeds.actions.follows import follow_word, unfollow_tag
from feeds.models import Tag, TagFollow
from feeds.views.feed_page import feed_page
from microblog.lib.errors import NotFound
from microblog.lib.folding import tag_key
from microblog.lib.http import is_fragment
from microblog.lib.markup import parse


@signed_in
def show(request: UserRequest, name: str) -> HttpResponse:
    """Posts with the tag, replies too, newest first."""
    spelling = _spelling(name)
    tag = Tag.objects.visible_to(request.user).filter(key=tag_key(spelling)).first()
    shown = tag.shown_to(request.user) if tag else spelling
    feed = timelines.open_feed(request.user, f"tag:{spelling}")
    if feed is None:
        raise NotFound
    context = {
        "tag": {"name": shown, "url": f"/t/{shown}"},
        "follow": _follow(request.user, shown),
        "followers": _followers(request.user, tag),
        "section": f"tag:{shown}",
        "compose_tag": shown,
    }
    may_post = policies.can_post_to_company(request.user)
    empty = {
        "icon": "hash",
        "title": _("Nobody has used #%(name)s yet.") % {"name": shown},
        "url": f"/compose?tag={shown}" if may_post else "",
        "action": _("Post with this tag"),
    }
    return feed_page(
        request,
        feed,
        "feeds/tags/show.html",
        context,
        url=f"/t/{shown}",
        label=f"#{shown}",
        empty=empty,
    )


@signed_in
def follow(request: UserRequest, name: str) -> HttpResponse:
    """POST on=1 or 0: have a tag in one's feed, whether or not somebody used it yet."""
    spelling = _spelling(name)
    key = tag_key(spelling)
    if request.POST.get("on") == "1":
        follow_word(actor=request.user, key=key)
    else:
        followed = TagFollow.objects.filter(user=request.user, tag__key=key).select_related("tag")
        for row in followed:
            unfollow_tag(actor=request.user, tag=row.tag)
    if is_fragment(request):
        context = {"follow": _follow(request.user, spelling)}
        return render(request, "ui/_follow.html", context)
    return redirect(f"/t/{spelling}")


def _spelling(name: str) -> str:
    """The tag of an address, if a post could have it."""
    found = parse(f"#{name}").tags
    if len(found) != 1 or found[0][1] != name:
        raise NotFound
    return name


def _follow(reader: User, name: str) -> dict[str, Any]:
    follows = TagFollow.objects.filter(user=reader, tag__key=tag_key(name)).exists()
    return {"id": f"tag-{tag_key(name)}", "url": f"/t/{name}/follow", "on": follows, "name": name}


def _followers(reader: User, tag: Tag | None) -> int:
    if tag is None:
        return 0
    followers = TagFollow.objects.filter(tag=tag).values("user")
    return User.objects.visible_to(reader).filter(pk__in=followers).count()

"""A thread: the first post and the answers, in the order they were given."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from feeds import policies, rendering, timelines
from feeds.forms.posts import composer
from feeds.models import Post
from feeds.visibility import places
from microblog.lib.errors import NotFound
from microblog.lib.http import is_fragment
from microblog.lib.ids import encode
from microblog.lib.pagination import Window, newest_of, window_of


@signed_in
def show(request: UserRequest, pk: int) -> HttpResponse:
    """The permalink of a post. A reply's is its thread, a message's its conversation."""
    post = _post(request, pk)
    if post.conversation_id is not None or post.root_id is not None:
        return redirect(post)
    if post.repost_of is not None:
        return redirect(post.repost_of)
    window = window_of(request.GET.get("before", ""), request.GET.get("after", ""))
    feed = timelines.open_feed(request.user, f"thread:{post.key}")
    if feed is None:
        raise NotFound
    if is_fragment(request):
        page = feed.page(window)
        items = rendering.articles(request.user, page.ids, gone=True)
        older = f"/p/{post.key}?before={page.older}" if page.older else ""
        shown = {
            "items": items,
            "next": older,
            "newest": "" if window.before is not None else newest_of(page),
            "more": window.after is not None and bool(page.newer),
        }
        return render(request, "feeds/posts/_items.html", shown)
    page = feed.page(Window(window.before, window.after, timelines.THREAD_PAGE))
    replies = page.ids[::-1]
    focus, *answers = rendering.articles(
        request.user, [post.pk, *replies], in_full=post.pk, gone=True
    )
    may_reply = not post.is_retracted and policies.can_reply(request.user, post)
    context = {
        "post": post,
        "thread": {
            "key": post.key,
            "focus": focus,
            "replies": answers,
            "count": post.reply_count,
            "newest": encode(page.ids[0]) if page.ids else "",
            "next": f"/p/{post.key}?before={page.older}" if page.older else "",
            "composer": composer(request, place="thread", reply_to=post) if may_reply else None,
        },
        "section": f"group:{post.group.slug}" if post.group else "company",
        "excerpt": _("Thread by %(name)s") % {"name": post.author.display_name},
    }
    return render(request, "feeds/posts/show.html", context)


def _post(request: UserRequest, pk: int) -> Post:
    """Of what was retracted, those who could read it see that it is gone."""
    posts = Post.objects.filter(places(request.user), author__is_active=True, pk=pk)
    post = posts.select_related("author", "group", "root", "repost_of").first()
    if post is None or (post.is_retracted and post.conversation_id is not None):
        raise NotFound
    return post

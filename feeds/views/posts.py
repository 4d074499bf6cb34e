"""Posts: writing, editing, retracting, passing on; what may be done with one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from feeds import policies, rendering
from feeds.actions import notifications, posts
from feeds.forms.posts import COMPANY, audiences_of, composer, group_named, publish_from
from feeds.models import Post, ThreadMute
from feeds.revisions import revisions_of
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.http import is_fragment, own_path


def post_for(request: UserRequest, pk: int) -> Post:
    """The post of this address, if the reader may know of it: else 404 as if it were not there."""
    posts_seen = Post.objects.visible_to(request.user).select_related(
        "author", "group", "conversation", "root__author", "reply_to__author", "repost_of__author"
    )
    post = posts_seen.filter(pk=pk).first()
    if post is None:
        raise NotFound
    return post


def answer_with(request: UserRequest, post: Post, *, status: int = 200) -> HttpResponse:
    """After a change: the article for the page's script, else back to where the reader was."""
    shown = post.repost_of or post
    if is_fragment(request):
        html = rendering.article(request.user, shown.pk, gone=True)
        return HttpResponse(html, status=status)
    back = own_path(request.POST.get("next", ""), post.get_absolute_url())
    return HttpResponse(status=303, headers={"Location": f"{back.split('#')[0]}#p-{shown.key}"})


@signed_in
def create(request: UserRequest) -> HttpResponse:
    """POST: publish. Refused, everything that was typed comes back with the reason."""
    try:
        post = publish_from(request)
    except Rejected as error:
        return _refused(request, error)
    except NotAllowed as error:
        return _refused(request, Rejected("audience", error.message), status=403)
    except NotFound:
        # The group or the post was there a moment ago: the words must not go with it.
        gone = _("This place is no longer there, or no longer for you. Your text is still here.")
        return _refused(request, Rejected("audience", gone), status=404)
    return answer_with(request, post, status=201)


@signed_in
def compose(request: UserRequest) -> HttpResponse:
    """A page with the composer alone; `to`, `tag`, `text` and `reply` fill it."""
    get = request.GET
    text = get.get("text", "")[:4000]
    if get.get("tag"):
        text = f"{text} #{get['tag'][:60]}".strip()
    chosen = get.get("to", COMPANY)
    try:
        group_named(request.user, chosen)
    except (NotFound, Rejected):
        chosen = COMPANY
    choices = audiences_of(request.user, chosen)
    if not choices:
        raise NotAllowed(_("Join a group to post in it."))
    context = {
        "composer": composer(request, place="compose", audiences=choices, text=text, next="/"),
        "section": "home",
    }
    return render(request, "feeds/posts/compose.html", context)


@signed_in
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change one's words; the former ones stay readable."""
    post = post_for(request, pk)
    if not policies.can_edit(request.user, post):
        raise NotAllowed(_("Only the author can edit this post."))
    errors: dict[str, list[str]] = {}
    status, conflict = 200, ""
    if request.method == "POST":
        try:
            post = posts.edit_post(
                actor=request.user,
                post=post,
                text=request.POST.get("text", ""),
                expected_version=_number(request.POST.get("version", "")),
            )
            return answer_with(request, post)
        except Rejected as error:
            errors = {error.field or "text": [error.message]}
            status = 409 if error.code == "conflict" else 422
            post.refresh_from_db()
            conflict = post.text if status == 409 else ""
    context = {
        "post": post,
        "version": post.version,
        "conflict": conflict,
        "composer": composer(
            request,
            place="edit",
            action=f"/p/{post.key}/edit",
            text=post.text,
            errors=errors,
            submit=_("Save"),
            id=f"edit-{post.key}",
            version=post.version,
        ),
    }
    template = "feeds/posts/_composer.html" if is_fragment(request) else "feeds/posts/edit.html"
    return render(request, template, context, status=status)


@signed_in
def history(request: UserRequest, pk: int) -> HttpResponse:
    """What a post said before, and when."""
    post = post_for(request, pk)
    context = {"post": post, "revisions": revisions_of(post)}
    return render(request, "feeds/posts/history.html", context)


@signed_in
def retract(request: UserRequest, pk: int) -> HttpResponse:
    """POST: take a post out of sight."""
    post = post_for(request, pk)
    post = posts.retract_post(actor=request.user, post=post)
    if is_fragment(request):
        return HttpResponse(rendering.article(request.user, post.pk, gone=True))
    place = f"/p/{post.root.key}" if post.root else own_path(request.POST.get("next", ""))
    return redirect("/" if place.startswith(f"/p/{post.key}") else place)


@signed_in
def repost(request: UserRequest, pk: int) -> HttpResponse:
    """POST on=1 passes a post on, on=0 takes that back."""
    post = post_for(request, pk)
    act = posts.repost if request.POST.get("on") == "1" else posts.undo_repost
    act(actor=request.user, post=post)
    return answer_with(request, post)


@signed_in
def mute(request: UserRequest, pk: int) -> HttpResponse:
    """POST on=1: hear no more of this thread; on=0: again."""
    post = post_for(request, pk)
    on = request.POST.get("on") == "1"
    (notifications.mute_thread if on else notifications.unmute_thread)(
        actor=request.user, post=post
    )
    if not is_fragment(request):
        muted, heard = (
            _("You will hear no more of this thread."),
            _("You will hear of this thread again."),
        )
        messages.success(request, muted if on else heard)
    return answer_with(request, post)


@signed_in
def menu(request: UserRequest, pk: int) -> HttpResponse:
    """What the reader may do with a post."""
    post = post_for(request, pk)
    context = {
        "post": rendering.show(post),
        "muted": ThreadMute.objects.filter(user=request.user, root_id=post.thread_id).exists(),
        "can": {
            "edit": policies.can_edit(request.user, post),
            "retract": policies.can_retract(request.user, post),
            "mute": not post.is_direct,
        },
    }
    template = "feeds/posts/_menu.html" if is_fragment(request) else "feeds/posts/menu.html"
    return render(request, template, context)


def _refused(request: UserRequest, error: Rejected, *, status: int = 422) -> HttpResponse:
    """The composer again, as it was sent, with the reason."""
    errors = {error.field or "text": [error.message]}
    key = request.POST.get("reply_to", "")
    chosen = request.POST.get("audience", COMPANY)
    form = composer(
        request,
        place="thread" if key else "compose",
        audiences=[] if key else _choices(request, chosen),
        errors=errors,
        id=f"reply-{key}" if key else "new",
        submit=_("Reply") if key else "",
    )
    form["reply_to"] = key
    context = {"composer": form, "section": "home"}
    page = "feeds/posts/_composer.html" if is_fragment(request) else "feeds/posts/compose.html"
    return render(request, page, context, status=status)


def _choices(request: UserRequest, chosen: str) -> list[dict[str, Any]]:
    """Where one may post; what was written for another place is not put to the company at once."""
    choices = audiences_of(request.user, chosen)
    if not any(choice["selected"] for choice in choices):
        choices.insert(0, {"value": "", "label": _("Choose who can see it."), "selected": True})
    return choices


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

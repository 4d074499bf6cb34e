"""Reading what a composer sends, and what a composer needs to be shown."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.http import UserRequest
from accounts.models import User
from feeds import policies
from feeds.actions.attachments import MOST_FILES, describe_file, discard_file, upload_file
from feeds.actions.posts import publish_post
from feeds.models import Attachment, Conversation, Group, Post
from feeds.shell import Place, places_of, shell_of
from microblog.lib.errors import NotFound, Refusal, Rejected
from microblog.lib.ids import decode

COMPANY = "company"


def publish_from(request: UserRequest, *, conversation: Conversation | None = None) -> Post:
    """Publish what the composer sent: text, audience or reply_to, files and uploaded attachments.

    Files that came with the form are taken in first, and thrown away again if the post is refused.
    Raises Rejected naming the field, NotFound for a place the author may not know of.
    """
    author, data = request.user, request.POST
    reply_to = _reply_to(author, data.get("reply_to", ""))
    group = None
    if conversation is None and reply_to is None:
        group = group_named(author, data.get("audience", COMPANY))
    uploaded = _uploaded(request)
    brought: list[Attachment] = []
    try:
        brought = _bring_files(request)
        return publish_post(
            actor=author,
            text=data.get("text", ""),
            group=group,
            conversation=conversation,
            reply_to=reply_to,
            attachments=[*uploaded, *brought],
            language=data.get("lang", "") if data.get("lang") in {"fr", "en"} else "",
            client_key=data.get("client_key", ""),
        )
    except Refusal:
        for attachment in brought:
            discard_file(actor=author, attachment=attachment)
        raise


def group_named(reader: User, audience: str) -> Group | None:
    """The group of "group:<slug>", or None for the company. Raises NotFound, Rejected."""
    kind, _colon, slug = audience.partition(":")
    if kind == COMPANY and not slug:
        return None
    if kind != "group":
        raise Rejected("audience", _("Choose who can see it."))
    group = Group.objects.visible_to(reader).filter(slug=slug).first()
    if group is None:
        raise NotFound
    return group


def composer(
    request: UserRequest,
    *,
    place: str = "home",
    action: str = "/posts",
    audience: str = "",
    audience_label: str = "",
    audiences: Sequence[dict[str, Any]] = (),
    reply_to: Post | None = None,
    text: str = "",
    errors: dict[str, list[str]] | None = None,
    private: bool = False,
    submit: str = "",
    placeholder: str = "",
    **more: Any,
) -> dict[str, Any]:
    """What `_composer.html` shows; after a refusal, with everything that was typed."""
    data = request.POST if request.method == "POST" else {}
    return {
        "id": f"reply-{reply_to.key}" if reply_to else "message" if private else "new",
        "action": action,
        "place": place,
        "limit": shell_of(request)["organization"].post_limit,
        "text": data.get("text", text),
        "audiences": list(audiences),
        "audience": audience,
        "audience_label": audience_label,
        "reply_to": reply_to.key if reply_to else "",
        "client_key": data.get("client_key") or uuid.uuid4().hex,
        "placeholder": placeholder or _placeholder(request.user, place),
        "submit": submit or (_("Send") if private else _("Reply") if reply_to else _("Post")),
        "errors": errors or {},
        "next": data.get("next", "") or request.get_full_path(),
        "me": request.user,
        "private": private,
    } | more


def audiences_of(
    author: User, chosen: str = COMPANY, places: Sequence[Place] | None = None
) -> list[dict[str, Any]]:
    """Where the author may post: the company, then their groups by name.

    `places` are those of the shell, where it was read before; else it is one query.
    """
    choices: list[tuple[str, str]] = []
    if policies.can_post_to_company(author):
        choices.append((COMPANY, _("The whole company")))
    groups = places_of(author)[0] if places is None else places
    choices += [(f"group:{group.slug}", group.name) for group in groups if group.may_post]
    return [
        {"value": value, "label": label, "selected": value == chosen} for value, label in choices
    ]


def _placeholder(user: User, place: str) -> str:
    if place == "thread":
        return _("Write a reply")
    if place == "conversation":
        return _("Write a message")
    first = user.display_name.split(" ")[0]
    return _("What is new, %(name)s? Leave a trace…") % {"name": first}


def _reply_to(reader: User, key: str) -> Post | None:
    if not key:
        return None
    try:
        pk = decode(key)
    except ValueError:
        raise NotFound from None
    posts = Post.objects.visible_to(reader).select_related(
        "author", "group", "conversation", "root__author", "repost_of"
    )
    post = posts.filter(pk=pk).first()
    if post is None:
        raise NotFound
    return post


def _uploaded(request: UserRequest) -> list[Attachment]:
    """Files that the page sent before, with the descriptions written since."""
    files = []
    for key in request.POST.getlist("attachment")[: MOST_FILES + 1]:
        try:
            pk = decode(key)
        except ValueError:
            pk = 0
        mine = Attachment.objects.visible_to(request.user).filter(uploader=request.user, post=None)
        attachment = mine.filter(pk=pk).first()
        if attachment is None:
            raise Rejected("attachments", _("A file is not there any more: attach it again."))
        alt = request.POST.get(f"alt_{key}", "")
        if alt != attachment.alt:
            describe_file(actor=request.user, attachment=attachment, alt=alt)
        files.append(attachment)
    return files


def _bring_files(request: UserRequest) -> list[Attachment]:
    """Files sent with the form itself, as a page without scripts does."""
    files = [file for file in request.FILES.getlist("files") if file.name]
    if len(files) > MOST_FILES:
        raise Rejected("files", _("Attach at most %(most)d files.") % {"most": MOST_FILES})
    brought: list[Attachment] = []
    try:
        for number, file in enumerate(files):
            alt = request.POST.get(f"alt_{number}", "")
            name = file.name or ""
            brought.append(upload_file(actor=request.user, file=file, name=name, alt=alt))
    except Rejected as error:
        for attachment in brought:
            discard_file(actor=request.user, attachment=attachment)
        raise Rejected("files", f"{file.name} : {error.message}", code=error.code) from error
    return brought

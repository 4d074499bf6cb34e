"""An action that writes without recording fails here; so does a new action that is not listed."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image

import accounts.actions
import api.actions
import feeds.actions
from accounts.actions import availability, invitations, organization, users
from accounts.models import Invitation
from accounts.users import system
from api.actions import apps, filters, people, tokens
from api.models import App, Filter, FilteredPost, Grant
from feeds.actions import (
    attachments,
    bookmarks,
    conversations,
    follows,
    groups,
    lists,
    notifications,
    posts,
    reactions,
    reading,
    regard,
)
from feeds.models import (
    Attachment,
    Conversation,
    JoinRequest,
    Notification,
    PeopleList,
    Post,
    Tag,
)
from ledger.models import Entry
from microblog.lib import clock
from tests.architecture.test_ledger_words import documented
from tests.builders import PASSWORD, a_message, a_post, a_request
from tests.cast import Cast
from tests.microblog.lib.test_movies import film

pytestmark = pytest.mark.django_db

# A part of publishing, which records it; and personal marks, a log of which would be a log of
# reading.
UNRECORDED = {
    tokens.note_use,
    attachments.attach_files,
    conversations.mark_conversation_read,
    conversations.mark_conversation_unread,
    conversations.put_conversation_away,
    notifications.mark_all_done,
    notifications.mark_done,
    notifications.mark_undone,
    reading.mark_read,
    reading.mark_unread,
    reading.move_mark,
}


def _image() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    file.seek(0)
    return file


def _file(cast: Cast) -> Attachment:
    return attachments.upload_file(actor=cast.ben, file=_image(), name="a.png")


def _retracted(cast: Cast) -> Attachment:
    file = _file(cast)
    posts.retract_post(actor=cast.ben, post=a_post(by=cast.ben, attachments=[file]))
    return Attachment.objects.select_related("post").get(pk=file.pk)


def _tag(cast: Cast) -> Tag:
    a_post(by=cast.ben, text="#tag")
    return Tag.objects.get(key="tag")


def _open_invitation(cast: Cast) -> Invitation:
    return invitations.create_invitation(actor=cast.admin)[0]


def _reacted(cast: Cast) -> Post:
    post = a_post(by=cast.ada)
    reactions.react(actor=cast.ben, post=post, kind="idea")
    return post


def _bookmarked(cast: Cast) -> Post:
    post = a_post(by=cast.ada)
    bookmarks.add_bookmark(actor=cast.ben, post=post)
    return post


def _reposted(cast: Cast) -> Post:
    post = a_post(by=cast.ada)
    posts.repost(actor=cast.ben, post=post)
    return post


def _muted(cast: Cast) -> Post:
    post = a_post(by=cast.ada)
    notifications.mute_thread(actor=cast.ben, post=post)
    return post


def _followed(cast: Cast) -> None:
    follows.follow_user(actor=cast.ben, user=cast.ada)


def _invited(cast: Cast) -> None:
    groups.invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)


def _request(cast: Cast) -> JoinRequest:
    return a_request(cast.board, by=cast.cleo)


def _closed(cast: Cast) -> None:
    groups.close_group(actor=cast.ada, group=cast.square)


def _app(cast: Cast) -> App:
    return apps.register_app(name="Notes", redirect_uris=["notes://back"])[0]


def _grant(cast: Cast) -> Grant:
    return tokens.grant_token(actor=cast.ben, app=_app(cast), granted=["read"], value="x")


def _list(cast: Cast) -> PeopleList:
    return lists.create_list(actor=cast.ben, title="Team")


def _list_with_ada(cast: Cast) -> PeopleList:
    made = _list(cast)
    lists.add_to_list(actor=cast.ben, people_list=made, people=[cast.ada])
    return made


def _filter(cast: Cast) -> Filter:
    return filters.create_filter(actor=cast.ben, title="Cheese", contexts=["home"])


def _filtered(cast: Cast) -> FilteredPost:
    post = a_post(by=cast.ada)
    return filters.filter_post(actor=cast.ben, filter=_filter(cast), post=post)


def _endorsed(cast: Cast) -> None:
    _followed(cast)
    follows.endorse_person(actor=cast.ben, user=cast.ada)


def _registered(cast: Cast, app: App) -> None:
    with override_settings(TEST_PROFILE=True):
        people.register_person(actor=app, handle="zoe", email="zoe@acme.example", password=PASSWORD)


Step = Callable[[Cast], object]

# For each action: what is needed first, then the act itself on what that gave.
ACTS: dict[Callable[..., object], tuple[Step, Callable[[Cast, Any], object]]] = {
    apps.register_app: (lambda c: None, lambda c, _: _app(c)),
    apps.change_app: (
        _app,
        lambda c, app: apps.change_app(actor=c.admin, app=app, without_pkce=False),
    ),
    people.register_person: (_app, _registered),
    apps.remove_app: (_app, lambda c, app: apps.remove_app(actor=c.admin, app=app)),
    tokens.grant_token: (
        _app,
        lambda c, app: tokens.grant_token(actor=c.ben, app=app, granted=["read"], value="x"),
    ),
    tokens.revoke_token: (
        _grant,
        lambda c, grant: tokens.revoke_token(actor=c.ben, grant=grant),
    ),
    tokens.return_token: (
        _grant,
        lambda c, grant: tokens.return_token(actor=c.ben, grant=grant),
    ),
    tokens.revoke_tokens_of: (
        _grant,
        lambda c, _: tokens.revoke_tokens_of(actor=c.ben, user=c.ben),
    ),
    tokens.sign_out_apps: (_grant, lambda c, _: tokens.sign_out_apps(actor=c.ben)),
    users.register_user: (
        lambda c: None,
        lambda c, _: users.register_user(email="new@acme.example", display_name="New"),
    ),
    users.confirm_user: (
        lambda c: users.register_user(email="new@acme.example", display_name="New"),
        lambda c, user: users.confirm_user(actor=user),
    ),
    users.edit_profile: (
        lambda c: None,
        lambda c, _: users.edit_profile(actor=c.ben, user=c.ben, job_title="Baker"),
    ),
    users.set_preferences: (
        lambda c: None,
        lambda c, _: users.set_preferences(actor=c.ben, theme="dark"),
    ),
    users.set_photo: (lambda c: None, lambda c, _: users.set_photo(actor=c.ben, avatar="abc")),
    users.finish_welcome: (lambda c: None, lambda c, _: users.finish_welcome(actor=c.ben)),
    users.suspend_user: (
        lambda c: None,
        lambda c, _: users.suspend_user(actor=c.admin, user=c.ben, reason="x"),
    ),
    users.reinstate_user: (
        lambda c: None,
        lambda c, _: users.reinstate_user(actor=c.admin, user=c.eve, reason="x"),
    ),
    availability.set_availability: (
        lambda c: None,
        lambda c, _: availability.set_availability(
            actor=c.ben, kind="meeting", until=clock.now() + timedelta(hours=1)
        ),
    ),
    organization.change_organization: (
        lambda c: None,
        lambda c, _: organization.change_organization(actor=c.admin, name="Acme"),
    ),
    invitations.create_invitation: (
        lambda c: None,
        lambda c, _: invitations.create_invitation(actor=c.admin),
    ),
    invitations.revoke_invitation: (
        _open_invitation,
        lambda c, row: invitations.revoke_invitation(actor=c.admin, invitation=row),
    ),
    invitations.accept_invitation: (
        _open_invitation,
        lambda c, row: invitations.accept_invitation(actor=c.cleo, invitation=row),
    ),
    posts.publish_post: (lambda c: None, lambda c, _: a_post(by=c.ben)),
    posts.edit_post: (
        lambda c: a_post(by=c.ben),
        lambda c, post: posts.edit_post(actor=c.ben, post=post, text="Better"),
    ),
    posts.retract_post: (
        lambda c: a_post(by=c.ben),
        lambda c, post: posts.retract_post(actor=c.ben, post=post),
    ),
    posts.repost: (
        lambda c: a_post(by=c.ada),
        lambda c, post: posts.repost(actor=c.ben, post=post),
    ),
    posts.undo_repost: (_reposted, lambda c, post: posts.undo_repost(actor=c.ben, post=post)),
    attachments.upload_file: (lambda c: None, lambda c, _: _file(c)),
    attachments.describe_file: (
        _file,
        lambda c, file: attachments.describe_file(actor=c.ben, attachment=file, alt="Teal"),
    ),
    attachments.receive_file: (
        lambda c: None,
        lambda c, _: attachments.receive_file(actor=c.ben, file=_image(), name="a.png"),
    ),
    attachments.finish_file: (
        lambda c: attachments.receive_file(actor=c.ben, file=_image(), name="a.png"),
        lambda c, file: attachments.finish_file(actor=c.ben, attachment=file),
    ),
    attachments.illustrate_file: (
        lambda c: attachments.upload_file(actor=c.ben, file=BytesIO(film()), name="a.mp4"),
        lambda c, file: attachments.illustrate_file(actor=c.ben, attachment=file, picture=_image()),
    ),
    attachments.take_again: (
        _retracted,
        lambda c, file: attachments.take_again(actor=c.ben, attachment=file),
    ),
    attachments.discard_file: (
        _file,
        lambda c, file: attachments.discard_file(actor=c.ben, attachment=file),
    ),
    attachments.discard_abandoned_files: (
        _file,
        lambda c, _: attachments.discard_abandoned_files(
            actor=system(), before=clock.now() + timedelta(minutes=1)
        ),
    ),
    reactions.react: (
        lambda c: a_post(by=c.ada),
        lambda c, post: reactions.react(actor=c.ben, post=post, kind="idea"),
    ),
    reactions.unreact: (
        _reacted,
        lambda c, post: reactions.unreact(actor=c.ben, post=post, kind="idea"),
    ),
    bookmarks.add_bookmark: (
        lambda c: a_post(by=c.ada),
        lambda c, post: bookmarks.add_bookmark(actor=c.ben, post=post),
    ),
    bookmarks.remove_bookmark: (
        _bookmarked,
        lambda c, post: bookmarks.remove_bookmark(actor=c.ben, post=post),
    ),
    follows.follow_user: (
        lambda c: None,
        lambda c, _: follows.follow_user(actor=c.ben, user=c.ada),
    ),
    follows.unfollow_user: (
        lambda c: follows.follow_user(actor=c.ben, user=c.ada),
        lambda c, _: follows.unfollow_user(actor=c.ben, user=c.ada),
    ),
    follows.change_follow: (
        _followed,
        lambda c, _: follows.change_follow(actor=c.ben, user=c.ada, reposts=False),
    ),
    follows.remove_follower: (
        _followed,
        lambda c, _: follows.remove_follower(actor=c.ada, user=c.ben),
    ),
    follows.endorse_person: (
        _followed,
        lambda c, _: follows.endorse_person(actor=c.ben, user=c.ada),
    ),
    follows.unendorse_person: (
        _endorsed,
        lambda c, _: follows.unendorse_person(actor=c.ben, user=c.ada),
    ),
    regard.mute_person: (
        lambda c: None,
        lambda c, _: regard.mute_person(actor=c.ben, user=c.ada),
    ),
    regard.unmute_person: (
        lambda c: regard.mute_person(actor=c.ben, user=c.ada),
        lambda c, _: regard.unmute_person(actor=c.ben, user=c.ada),
    ),
    regard.block_person: (
        lambda c: None,
        lambda c, _: regard.block_person(actor=c.ben, user=c.ada),
    ),
    regard.unblock_person: (
        lambda c: regard.block_person(actor=c.ben, user=c.ada),
        lambda c, _: regard.unblock_person(actor=c.ben, user=c.ada),
    ),
    regard.note_person: (
        lambda c: None,
        lambda c, _: regard.note_person(actor=c.ben, user=c.ada, text="Knows Linux"),
    ),
    follows.follow_tag: (_tag, lambda c, tag: follows.follow_tag(actor=c.ben, tag=tag)),
    follows.follow_word: (
        lambda c: None,
        lambda c, _: follows.follow_word(actor=c.ben, key="unheard"),
    ),
    follows.unfollow_tag: (
        lambda c: (tag := _tag(c), follows.follow_tag(actor=c.ben, tag=tag))[0],
        lambda c, tag: follows.unfollow_tag(actor=c.ben, tag=tag),
    ),
    conversations.start_conversation: (
        lambda c: None,
        lambda c, _: conversations.start_conversation(actor=c.ben, people=[c.ada]),
    ),
    notifications.mute_thread: (
        lambda c: a_post(by=c.ada),
        lambda c, post: notifications.mute_thread(actor=c.ben, post=post),
    ),
    notifications.unmute_thread: (
        _muted,
        lambda c, post: notifications.unmute_thread(actor=c.ben, post=post),
    ),
    lists.create_list: (lambda c: None, lambda c, _: _list(c)),
    lists.change_list: (
        _list,
        lambda c, row: lists.change_list(actor=c.ben, people_list=row, title="Crew"),
    ),
    lists.remove_list: (
        _list,
        lambda c, row: lists.remove_list(actor=c.ben, people_list=row),
    ),
    lists.add_to_list: (
        _list,
        lambda c, row: lists.add_to_list(actor=c.ben, people_list=row, people=[c.ada]),
    ),
    lists.remove_from_list: (
        _list_with_ada,
        lambda c, row: lists.remove_from_list(actor=c.ben, people_list=row, people=[c.ada.pk]),
    ),
    filters.create_filter: (lambda c: None, lambda c, _: _filter(c)),
    filters.change_filter: (
        _filter,
        lambda c, row: filters.change_filter(actor=c.ben, filter=row, title="Wine"),
    ),
    filters.remove_filter: (
        _filter,
        lambda c, row: filters.remove_filter(actor=c.ben, filter=row),
    ),
    filters.add_keyword: (
        _filter,
        lambda c, row: filters.add_keyword(actor=c.ben, filter=row, said={"keyword": "Brie"}),
    ),
    filters.filter_post: (
        lambda c: (_filter(c), a_post(by=c.ada)),
        lambda c, given: filters.filter_post(actor=c.ben, filter=given[0], post=given[1]),
    ),
    filters.unfilter_post: (
        _filtered,
        lambda c, row: filters.unfilter_post(actor=c.ben, row=row),
    ),
    groups.create_group: (
        lambda c: None,
        lambda c, _: groups.create_group(actor=c.ben, name="New", purpose="Why"),
    ),
    groups.change_group: (
        lambda c: None,
        lambda c, _: groups.change_group(actor=c.ada, group=c.square, purpose="Because"),
    ),
    groups.close_group: (lambda c: None, lambda c, _: _closed(c)),
    groups.reopen_group: (
        _closed,
        lambda c, _: groups.reopen_group(actor=c.ada, group=c.square),
    ),
    groups.join_group: (
        lambda c: None,
        lambda c, _: groups.join_group(actor=c.cleo, group=c.square),
    ),
    groups.withdraw_request: (
        _request,
        lambda c, _: groups.withdraw_request(actor=c.cleo, group=c.board),
    ),
    groups.answer_request: (
        _request,
        lambda c, row: groups.answer_request(actor=c.ada, request=row, accept=False),
    ),
    groups.invite_to_group: (lambda c: None, lambda c, _: _invited(c)),
    groups.decline_invitation: (
        _invited,
        lambda c, _: groups.decline_invitation(actor=c.cleo, group=c.vault),
    ),
    groups.withdraw_invitation: (
        _invited,
        lambda c, _: groups.withdraw_invitation(actor=c.ada, group=c.vault, user=c.cleo),
    ),
    groups.leave_group: (
        lambda c: None,
        lambda c, _: groups.leave_group(actor=c.ben, group=c.board),
    ),
    groups.remove_member: (
        lambda c: None,
        lambda c, _: groups.remove_member(actor=c.ada, group=c.board, user=c.ben),
    ),
    groups.change_member_role: (
        lambda c: None,
        lambda c, _: groups.change_member_role(
            actor=c.ada, group=c.board, user=c.ben, role="owner"
        ),
    ),
}


def every_action() -> set[Callable[..., object]]:
    """Public functions of the action modules that take an actor."""
    found: set[Callable[..., object]] = set()
    for package in (accounts.actions, api.actions, feeds.actions):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                mine = function.__module__ == module.__name__ and not name.startswith("_")
                if mine and "actor" in inspect.signature(function).parameters:
                    found.add(function)
    return found


def test_every_action_is_listed() -> None:
    assert every_action() == set(ACTS) | UNRECORDED


def test_actions_take_the_actor_by_keyword() -> None:
    for action in every_action():
        kinds = [p.kind for p in inspect.signature(action).parameters.values()]
        assert set(kinds) <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}, action


@pytest.mark.parametrize("action", list(ACTS), ids=lambda action: action.__name__)
def test_an_action_leaves_an_entry(
    action: Callable[..., object], cast: Cast, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    prepare, act = ACTS[action]
    given = prepare(cast)
    before = Entry.objects.count()

    act(cast, given)

    entries = Entry.objects.order_by("id")[before:]
    assert entries
    for entry in entries:
        assert set(json.loads(bytes(entry.body))["facts"]) <= documented()[entry.action], entry


def test_marks_leave_none(cast: Cast) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,))
    before = Entry.objects.count()

    reading.mark_read(actor=cast.ben, feed="home", up_to=message.pk)
    reading.mark_unread(actor=cast.ben, feed="home", before=message.pk)
    row = Notification.objects.get(recipient=cast.ben, post=message)
    notifications.mark_done(actor=cast.ben, notifications=[row])
    notifications.mark_undone(actor=cast.ben, notification=row)
    notifications.mark_all_done(actor=cast.ben)
    conversation = Conversation.objects.get()
    conversations.mark_conversation_read(actor=cast.ben, conversation=conversation, up_to=message)

    assert Entry.objects.count() == before

"""Making things as people make them: through actions, so no test starts from the impossible."""

from typing import Any

from accounts.actions.users import register_user
from accounts.models import User
from feeds.actions.conversations import start_conversation
from feeds.actions.groups import answer_request, create_group, invite_to_group, join_group
from feeds.actions.posts import publish_post
from feeds.models import Conversation, Group, JoinRequest, Post

PASSWORD = "correct horse battery staple"


def a_user(handle: str, **fields: Any) -> User:
    """Somebody who signed up and proved their address."""
    role = fields.pop("role", "member")
    name = fields.pop("display_name", handle.capitalize())
    password = fields.pop("password", PASSWORD)
    return register_user(
        email=f"{handle}@acme.example",
        display_name=name,
        handle=handle,
        password=password,
        role=role,
        joined=True,
        **fields,
    )


def a_group(name: str, *, owner: User, members: tuple[User, ...] = (), **fields: Any) -> Group:
    """A group with its people, each let in the way its door works."""
    group = create_group(actor=owner, name=name, purpose=f"What {name} is for", **fields)
    for user in members:
        add_member(group, user, by=owner)
    return group


def add_member(group: Group, user: User, *, by: User) -> None:
    """Let somebody in by an invitation that they accept."""
    invite_to_group(actor=by, group=group, user=user)
    join_group(actor=user, group=group)


def a_request(group: Group, *, by: User) -> JoinRequest:
    """Somebody asks to come in."""
    join_group(actor=by, group=group)
    return JoinRequest.objects.get(group=group, user=by)


def accept(request: JoinRequest, *, by: User) -> None:
    answer_request(actor=by, request=request, accept=True)


def a_post(*, by: User, text: str = "Hello", **fields: Any) -> Post:
    """A post of the company, a group, a conversation or a thread."""
    return publish_post(actor=by, text=text, **fields)


def a_message(*, by: User, to: tuple[User, ...], text: str = "Between us") -> Post:
    """A direct message, in the conversation of these people."""
    return publish_post(actor=by, text=text, conversation=a_conversation(by, *to))


def a_conversation(*people: User) -> Conversation:
    return start_conversation(actor=people[0], people=people[1:])

"""What is about to be written: posts, and the places they are said in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feeds.models import Tag
from feeds.seeding.network import VIA, Circle, Member
from microblog.lib.ids import encode


@dataclass(slots=True)
class Draft:
    """A post on its way: its columns grow with what happens to it before it is written once."""

    pk: int
    author: Member
    moment: datetime
    text: str
    salt: bytes
    place: "Place"
    root: "Draft | None" = None
    repost_of: "Draft | None" = None
    tags: list[Tag] = field(default_factory=list)
    mentioned: Member | None = None
    edited_at: datetime | None = None
    retracted_at: datetime | None = None
    replies: int = 0
    reposts: int = 0
    reactions: Counter[str] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        """How the ledger names it."""
        return f"post:{encode(self.pk)}"

    def columns(self) -> dict[str, Any]:
        """The row of the post, with all that happened to it."""
        place, root = self.place, self.root
        edits = 1 if self.edited_at else 0
        changes = self.replies + self.reposts + self.reactions.total() + edits
        changes += bool(self.retracted_at)
        return {
            "id": self.pk,
            "author_id": self.author.pk,
            "audience": place.audience,
            "group_id": place.circle.pk if place.circle else None,
            "conversation_id": place.talk.pk if place.talk else None,
            "root_id": root.pk if root else None,
            "reply_to_id": root.pk if root else None,
            "repost_of_id": self.repost_of.pk if self.repost_of else None,
            "text": self.text,
            "language": self.author.language,
            "created_at": self.moment,
            "edited_at": self.edited_at,
            "retracted_at": self.retracted_at,
            "retracted_by_id": self.author.pk if self.retracted_at else None,
            "version": 1 + edits,
            "revision": 1 + changes,
            "reply_count": self.replies,
            "repost_count": self.reposts,
            "reaction_counts": dict(sorted(self.reactions.items())),
            "mentioned": [self.mentioned.handle] if self.mentioned else [],
            "client_key": None,
            "via": VIA,
            "salt": self.salt,
        }


@dataclass(slots=True)
class Talk:
    """A direct conversation between two."""

    pk: int
    people: tuple[Member, Member]
    last: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a group, a conversation, or with neither the company."""

    people: Sequence[Member]
    circle: Circle | None = None
    talk: Talk | None = None

    @property
    def audience(self) -> str:
        """The post's column."""
        if self.talk is not None:
            return "direct"
        return "company" if self.circle is None else "group"

    @property
    def label(self) -> str:
        """What the ledger calls the scope."""
        if self.talk is not None:
            return f"conversation:{encode(self.talk.pk)}"
        return "company" if self.circle is None else self.circle.label

"""Writing what a seeded crowd said: each post with its entry, names, notifications and index."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from feeds.actions.posts import EDITED, PUBLISHED, REPOSTED, RETRACTED
from feeds.models import Conversation, Mention, Participant, Post, PostTag, PostVersion
from feeds.models.notification import NotificationKind
from feeds.search import index
from feeds.seeding.drafts import Draft, Talk
from feeds.seeding.network import Member, Scribe
from feeds.seeding.people import notify

EDITED_LATER = 0.01


class Writer:
    """Rows of posts and of what posting does."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe

    def write(self, drafts: Iterable[Draft], talks: Iterable[Talk]) -> None:
        """Everything that goes with these posts; `talks` are the conversations that went on."""
        # In the order of ids: SQLite's full-text index begins a new segment at every step back.
        drafts = sorted(drafts, key=lambda draft: draft.pk)
        for draft in drafts:
            self._write_post(draft)
        said = [draft for draft in drafts if draft.repost_of is None and not draft.retracted_at]
        touched = {talk.pk: talk for talk in talks}
        self.scribe.bulk.flush(lambda: self._index(said), lambda: self._mark(touched))

    def _write_post(self, draft: Draft) -> None:
        if draft.repost_of is None:
            if self.scribe.chance.random() < EDITED_LATER:
                self._edit(draft)
            else:
                self._record(PUBLISHED, draft, draft.moment, self._published(draft))
            self._write_names(draft)
            self._tell_readers(draft)
        else:
            of = {"of": draft.repost_of.label}
            self.scribe.record(
                REPOSTED,
                at=draft.moment,
                actor=draft.author.label,
                subject=draft.label,
                scope="company",
                facts=of,
            )
        if draft.retracted_at:
            self.scribe.record(
                RETRACTED,
                at=draft.retracted_at,
                actor=draft.author.label,
                subject=draft.label,
                scope=draft.place.label,
            )
        self.scribe.bulk.add(Post, **draft.columns())

    def _edit(self, draft: Draft) -> None:
        """The text as it is now was written later; the former one is kept as a version."""
        former, now = draft.text, f"{draft.text} (corrigé)"
        self._record(PUBLISHED, draft, draft.moment, self._published(draft))
        draft.edited_at = self.scribe.later(draft.moment)
        self.scribe.bulk.add(
            PostVersion,
            id=self.scribe.new_id(draft.edited_at),
            post_id=draft.pk,
            version=1,
            text=former,
            written_at=draft.moment,
            salt=draft.salt,
        )
        draft.text, draft.salt = now, self.scribe.new_salt()
        self._record(EDITED, draft, draft.edited_at, {"version": 2})

    def _published(self, draft: Draft) -> dict[str, Any]:
        answered = draft.root.label if draft.root is not None and not draft.place.talk else ""
        return {"in_reply_to": answered, "length": len(draft.text)}

    def _record(self, action: str, draft: Draft, moment: datetime, facts: dict[str, Any]) -> None:
        self.scribe.record(
            action,
            at=moment,
            actor=draft.author.label,
            subject=draft.label,
            scope=draft.place.label,
            content={"text": draft.text},
            salt=draft.salt,
            facts=facts,
        )

    def _write_names(self, draft: Draft) -> None:
        bulk, circle = self.scribe.bulk, draft.place.circle
        for tag in draft.tags if not draft.retracted_at else ():
            bulk.add(
                PostTag,
                tag_id=tag.pk,
                post_id=draft.pk,
                group_id=circle.pk if circle else None,
                opens_thread=draft.root is None,
            )
        if draft.mentioned is not None:
            bulk.add(
                Mention,
                post_id=draft.pk,
                user_id=draft.mentioned.pk,
                handle=draft.mentioned.handle,
            )

    def _tell_readers(self, draft: Draft) -> None:
        """The notifications that publishing made."""
        if draft.place.talk is not None:
            for person in draft.place.people:
                self.tell(NotificationKind.DIRECT, person, draft.author, draft.moment, draft)
            return
        if draft.mentioned is not None:
            kind = NotificationKind.MENTION
            self.tell(kind, draft.mentioned, draft.author, draft.moment, draft)
        if draft.root is not None and draft.root.author is not draft.mentioned:
            kind = NotificationKind.REPLY
            self.tell(kind, draft.root.author, draft.author, draft.moment, draft)

    def tell(self, kind: str, person: Member, by: Member, moment: datetime, about: Draft) -> None:
        """A notification, unless one would hear of oneself."""
        if person is not by:
            notify(self.scribe, kind, person, by=by, moment=moment, post_id=about.pk)

    def _index(self, drafts: Sequence[Draft]) -> None:
        index.put_many([(draft.pk, draft.text) for draft in drafts])

    def _mark(self, talks: dict[int, Talk]) -> None:
        """Conversations know their newest message, and their people have read it."""
        for talk in talks.values():
            Conversation.objects.filter(pk=talk.pk).update(last_post_id=talk.last)
            Participant.objects.filter(conversation=talk.pk).update(last_read_id=talk.last)

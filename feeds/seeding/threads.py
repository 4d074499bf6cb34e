"""What a seeded crowd says: threads, reposts and messages, each with every row it makes."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from feeds.actions.conversations import STARTED
from feeds.actions.posts import EDITED, PUBLISHED, REPOSTED, RETRACTED
from feeds.actions.reactions import ADDED
from feeds.models import (
    Conversation,
    Mention,
    Participant,
    Post,
    PostTag,
    PostVersion,
    Reaction,
    Tag,
)
from feeds.models.notification import NotificationKind
from feeds.models.reaction import ReactionKind
from feeds.search import index
from feeds.seeding.network import PERIOD, VIA, Circle, Member, PowerLaw, Scribe
from feeds.seeding.people import notify
from feeds.seeding.words import Babble
from microblog.lib.ids import encode

BATCH = 2_000
MESSAGES = 0.03
IN_GROUPS = 0.45
REPLIED_TO = 0.3
MOST_REPLIES = 40
REPOSTED_AT_ALL = 0.03
TAGGED = 0.35
MENTIONING = 0.12
EDITED_LATER = 0.01
TAKEN_BACK = 0.002
REACTED_TO = 0.25
NUMBERED = 0.05

Progress = Callable[[int, int], None]


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


class Crowd:
    """People who talk for a year."""

    def __init__(
        self,
        scribe: Scribe,
        people: Sequence[Member],
        circles: Sequence[Circle],
        tags: Sequence[Tag],
    ) -> None:
        self.scribe = scribe
        self.chance = scribe.chance
        self.babble = Babble()
        self.authors = PowerLaw(people, 0.7)
        self.company = Place(people)
        self.circles = PowerLaw([Place(c.members, circle=c) for c in circles], 0.6)
        self.tags = PowerLaw(tags, 0.9) if tags else None
        self.talks: dict[tuple[int, int], Talk] = {}
        self.touched: deque[Talk] = deque()
        self.drafts: list[Draft] = []
        self.written = 0

    def talk(self, wanted: int, progress: Progress) -> None:
        """Write exactly `wanted` posts, replies, reposts and messages, oldest threads first."""
        said = 0
        while said < wanted:
            moment = self._workday(self.scribe.start + PERIOD * (said / wanted))
            room = wanted - said
            if self.chance.random() < MESSAGES and len(self.company.people) > 1:
                said += self._messages(moment, room)
            else:
                said += self._thread(moment, room)
            if len(self.drafts) >= BATCH:
                self._write()
                progress(said, wanted)
        self._write()
        progress(said, wanted)

    # -- saying

    def _thread(self, moment: datetime, room: int) -> int:
        """A first post, its replies and its reposts; how many rows of posts it took."""
        place = self.company
        if self.circles.things and self.chance.random() < IN_GROUPS:
            place = self.circles.choose(self.chance)
        root = self._draft(self._author(place), moment, place)
        replies, reposts = self._followed_by(place, room - 1)
        if replies + reposts == 0:
            self._maybe_retract(root)
        for _ in range(replies):
            moment = self._later(moment)
            self._draft(self._speaker(place), moment, place, root=root)
            root.replies += 1
        self._repost(root, reposts)
        return 1 + replies + reposts

    def _followed_by(self, place: Place, room: int) -> tuple[int, int]:
        replies = reposts = 0
        if self.chance.random() < REPLIED_TO:
            replies = min(int(self.chance.paretovariate(1.1)), MOST_REPLIES, room)
        if place is self.company and self.chance.random() < REPOSTED_AT_ALL:
            reposts = min(int(self.chance.paretovariate(1.5)), 10, room - replies)
            reposts = min(reposts, len(place.people) - 1)
        return replies, reposts

    def _repost(self, root: Draft, count: int) -> None:
        sharers = self.authors.choose_many(self.chance, min(count + 1, len(self.authors.things)))
        sharers = [sharer for sharer in sharers if sharer is not root.author][:count]
        moment = root.moment
        for sharer in sharers:
            moment = self._later(moment)
            share = Draft(
                pk=self.scribe.new_id(moment),
                author=sharer,
                moment=moment,
                text="",
                salt=self.scribe.new_salt(),
                place=self.company,
                repost_of=root,
            )
            self.drafts.append(share)
            root.reposts += 1
        if sharers:
            self._tell(NotificationKind.REPOST, root.author, sharers[-1], moment, root)

    def _messages(self, moment: datetime, room: int) -> int:
        """A few messages between two people."""
        one, other = self.chance.sample(self.company.people, 2)
        talk = self._conversation(one, other, moment)
        place = Place(talk.people, talk=talk)
        count = min(self.chance.randrange(1, 6), room)
        for _ in range(count):
            moment = self._later(moment)
            draft = self._draft(self.chance.choice(talk.people), moment, place)
            talk.last = max(talk.last, draft.pk)
        self.touched.append(talk)
        return count

    def _conversation(self, one: Member, other: Member, moment: datetime) -> Talk:
        first, second = sorted((one.pk, other.pk))
        talk = self.talks.get((first, second))
        if talk is not None:
            return talk
        talk = self.talks[first, second] = Talk(self.scribe.new_id(moment), (one, other))
        self.scribe.bulk.add(
            Conversation,
            id=talk.pk,
            people_key=Conversation.key_of((first, second)),
            created_at=moment,
            last_post_id=0,
        )
        for person in talk.people:
            self.scribe.bulk.add(
                Participant, conversation_id=talk.pk, user_id=person.pk, last_read_id=0
            )
        label = f"conversation:{encode(talk.pk)}"
        names = [person.label for person in sorted(talk.people, key=lambda person: person.pk)]
        self.scribe.record(
            STARTED, at=moment, actor=one.label, subject=label, scope=label, facts={"people": names}
        )
        return talk

    def _draft(
        self, author: Member, moment: datetime, place: Place, *, root: Draft | None = None
    ) -> Draft:
        chance = self.chance
        draft = Draft(
            pk=self.scribe.new_id(moment),
            author=author,
            moment=moment,
            text=self.babble.say(chance, author.language),
            salt=self.scribe.new_salt(),
            place=place,
            root=root,
        )
        if chance.random() < NUMBERED:
            draft.text += f" T{chance.randrange(10**6):06d}"
        if place.talk is None:
            self._name(draft)
        self.drafts.append(draft)
        self._react(draft)
        return draft

    def _name(self, draft: Draft) -> None:
        """Tags and a colleague, named in the text."""
        chance = self.chance
        if self.tags is not None and chance.random() < TAGGED:
            count = 1 if chance.random() < 0.7 else 2
            draft.tags = self.tags.choose_many(chance, count)
            draft.text += "".join(f" #{tag.name}" for tag in draft.tags)
        if chance.random() < MENTIONING:
            named = chance.choice(draft.place.people)
            draft.mentioned = named
            draft.text += f" @{named.handle}"

    def _react(self, draft: Draft) -> None:
        chance = self.chance
        if chance.random() >= REACTED_TO:
            return
        people = draft.place.people
        count = min(int(chance.paretovariate(1.2)), 30, len(people))
        moment, reacting = draft.moment, None
        for person in chance.sample(people, count):
            moment = self._later(moment)
            kind = chance.choice(ReactionKind.values)
            self.scribe.bulk.add(
                Reaction, post_id=draft.pk, user_id=person.pk, kind=kind, created_at=moment
            )
            draft.reactions[kind] += 1
            self.scribe.record(
                ADDED, at=moment, actor=person.label, subject=draft.label, facts={"kind": kind}
            )
            reacting = person if person is not draft.author else reacting
        if reacting is not None:
            self._tell(NotificationKind.REACTION, draft.author, reacting, moment, draft)

    def _maybe_retract(self, draft: Draft) -> None:
        if self.chance.random() < TAKEN_BACK:
            draft.retracted_at = self._later(draft.moment)

    # -- writing

    def _write(self) -> None:
        # In the order of ids: SQLite's full-text index begins a new segment at every step back.
        drafts, self.drafts = sorted(self.drafts, key=lambda draft: draft.pk), []
        for draft in drafts:
            self._write_post(draft)
        said = [draft for draft in drafts if draft.repost_of is None and not draft.retracted_at]
        talks = {talk.pk: talk for talk in self.touched}
        self.touched.clear()
        self.scribe.bulk.flush(lambda: self._index(said), lambda: self._mark(talks))
        self.written += len(drafts)

    def _write_post(self, draft: Draft) -> None:
        if draft.repost_of is None:
            if self.chance.random() < EDITED_LATER:
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
        self.scribe.bulk.add(Post, **_columns(draft))

    def _edit(self, draft: Draft) -> None:
        """The text as it is now was written later; the former one is kept as a version."""
        former, now = draft.text, f"{draft.text} (corrigé)"
        self._record(PUBLISHED, draft, draft.moment, self._published(draft))
        draft.edited_at = self._later(draft.moment)
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
                self._tell(NotificationKind.DIRECT, person, draft.author, draft.moment, draft)
            return
        if draft.mentioned is not None:
            kind = NotificationKind.MENTION
            self._tell(kind, draft.mentioned, draft.author, draft.moment, draft)
        if draft.root is not None and draft.root.author is not draft.mentioned:
            kind = NotificationKind.REPLY
            self._tell(kind, draft.root.author, draft.author, draft.moment, draft)

    def _tell(self, kind: str, person: Member, by: Member, moment: datetime, about: Draft) -> None:
        if person is not by:
            notify(self.scribe, kind, person, by=by, moment=moment, post_id=about.pk)

    def _index(self, drafts: Sequence[Draft]) -> None:
        index.put_many([(draft.pk, draft.text) for draft in drafts])

    def _mark(self, talks: dict[int, Talk]) -> None:
        """Conversations know their newest message, and their people have read it."""
        for talk in talks.values():
            Conversation.objects.filter(pk=talk.pk).update(last_post_id=talk.last)
            Participant.objects.filter(conversation=talk.pk).update(last_read_id=talk.last)

    # -- chance

    def _author(self, place: Place) -> Member:
        """Who begins: the busy ones mostly; in announcement groups the founder."""
        if place.circle is None:
            return self.authors.choose(self.chance)  # type: ignore[no-any-return]
        if place.circle.announcements:
            return place.circle.founder
        return self._speaker(place)

    def _speaker(self, place: Place) -> Member:
        """Who answers: those who came first speak most."""
        if place.circle is None:
            return self.authors.choose(self.chance)  # type: ignore[no-any-return]
        people = place.people
        return people[int(len(people) * self.chance.random() ** 1.7)]

    def _workday(self, moment: datetime) -> datetime:
        """The same day at a time when people work."""
        minute = int(self.chance.triangular(7 * 60, 19 * 60, 10 * 60))
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        exact = timedelta(minutes=minute, milliseconds=self.chance.randrange(60_000))
        return min(day + exact, self.scribe.now - timedelta(minutes=5))

    def _later(self, moment: datetime) -> datetime:
        minutes = min(self.chance.paretovariate(0.8), 600)
        return min(moment + timedelta(minutes=minutes), self.scribe.now)


def _columns(draft: Draft) -> dict[str, Any]:
    place, root = draft.place, draft.root
    edits = 1 if draft.edited_at else 0
    changes = draft.replies + draft.reposts + draft.reactions.total() + edits
    changes += bool(draft.retracted_at)
    return {
        "id": draft.pk,
        "author_id": draft.author.pk,
        "audience": place.audience,
        "group_id": place.circle.pk if place.circle else None,
        "conversation_id": place.talk.pk if place.talk else None,
        "root_id": root.pk if root else None,
        "reply_to_id": root.pk if root else None,
        "repost_of_id": draft.repost_of.pk if draft.repost_of else None,
        "text": draft.text,
        "language": draft.author.language,
        "created_at": draft.moment,
        "edited_at": draft.edited_at,
        "retracted_at": draft.retracted_at,
        "retracted_by_id": draft.author.pk if draft.retracted_at else None,
        "version": 1 + edits,
        "revision": 1 + changes,
        "reply_count": draft.replies,
        "repost_count": draft.reposts,
        "reaction_counts": dict(sorted(draft.reactions.items())),
        "mentioned": [draft.mentioned.handle] if draft.mentioned else [],
        "client_key": None,
        "via": VIA,
        "salt": draft.salt,
    }

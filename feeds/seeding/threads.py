"""What a seeded crowd says: threads, reposts and messages, each with every row it makes."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from feeds.actions.conversations import STARTED
from feeds.actions.reactions import ADDED
from feeds.models import Conversation, Participant, Reaction, Tag
from feeds.models.notification import NotificationKind
from feeds.models.reaction import ReactionKind
from feeds.seeding.drafts import Draft, Place, Talk
from feeds.seeding.network import PERIOD, Circle, Member, PowerLaw, Scribe
from feeds.seeding.words import Babble
from feeds.seeding.writing import Writer
from microblog.lib.ids import encode

BATCH = 2_000
MESSAGES = 0.03
IN_GROUPS = 0.45
REPLIED_TO = 0.3
MOST_REPLIES = 40
REPOSTED_AT_ALL = 0.03
TAGGED = 0.35
MENTIONING = 0.12
TAKEN_BACK = 0.002
REACTED_TO = 0.25
NUMBERED = 0.05

Progress = Callable[[int, int], None]


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
        self.writer = Writer(scribe)

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
            moment = self.scribe.later(moment)
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
            moment = self.scribe.later(moment)
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
            self.writer.tell(NotificationKind.REPOST, root.author, sharers[-1], moment, root)

    def _messages(self, moment: datetime, room: int) -> int:
        """A few messages between two people."""
        one, other = self.chance.sample(self.company.people, 2)
        talk = self._conversation(one, other, moment)
        place = Place(talk.people, talk=talk)
        count = min(self.chance.randrange(1, 6), room)
        for _ in range(count):
            moment = self.scribe.later(moment)
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
                Participant,
                conversation_id=talk.pk,
                user_id=person.pk,
                last_read_id=0,
                hidden_up_to=0,
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
            moment = self.scribe.later(moment)
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
            self.writer.tell(NotificationKind.REACTION, draft.author, reacting, moment, draft)

    def _maybe_retract(self, draft: Draft) -> None:
        if self.chance.random() < TAKEN_BACK:
            draft.retracted_at = self.scribe.later(draft.moment)

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

    def _write(self) -> None:
        self.writer.write(self.drafts, self.touched)
        self.drafts.clear()
        self.touched.clear()

    def _workday(self, moment: datetime) -> datetime:
        """The same day at a time when people work."""
        minute = int(self.chance.triangular(7 * 60, 19 * 60, 10 * 60))
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        exact = timedelta(minutes=minute, milliseconds=self.chance.randrange(60_000))
        return min(day + exact, self.scribe.now - timedelta(minutes=5))

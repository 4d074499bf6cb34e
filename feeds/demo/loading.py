"""Living the demo company: everything is done by the actions that people use, at its own moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import users
from accounts.actions.availability import set_availability
from accounts.actions.organization import change_organization
from accounts.actions.users import edit_profile, finish_welcome, register_user
from accounts.models import User
from feeds.actions.attachments import upload_file
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.conversations import mark_conversation_read, start_conversation
from feeds.actions.follows import follow_tag, follow_user
from feeds.actions.groups import change_member_role, create_group, invite_to_group, join_group
from feeds.actions.notifications import mark_done
from feeds.actions.posts import edit_post, publish_post, repost, retract_post
from feeds.actions.reactions import react
from feeds.actions.reading import mark_read
from feeds.demo import calendar
from feeds.demo.company import NAME, may_read
from feeds.demo.conversations import FILES
from feeds.demo.people import DOMAIN, email_of
from feeds.demo.schedule import Schedule, circle, end_of, fill, texts
from feeds.demo.shapes import Brought, Company, Person, Place, Said, Status, Talk, Word
from feeds.models import Attachment, Conversation, Group, Notification, Post, Tag, TagFollow
from microblog.lib import clock
from microblog.lib.folding import tag_key
from microblog.lib.ids import floor_id
from microblog.lib.markup import parse

PASSWORD = "sillage-demo-2026"  # noqa: S105  printed at every start: the demo has no secrets
FIRST_DAY = 122
# Notifications older than this many working days were dealt with.
DEALT_WITH = 2
LAST_READ = 18 * 60 + 12

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do at its moment."""

    moment: datetime
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much there is."""

    people: int
    groups: int
    posts: int
    messages: int
    reactions: int


@transaction.atomic
def load(company: Company, *, now: datetime, progress: Progress) -> Loaded:
    """Make the company in an empty database, all of it or nothing. `progress` hears (done, all)."""
    life = _Life(company, now)
    acts = sorted(life.acts(), key=lambda act: act.moment)
    for number, act in enumerate(acts, 1):
        with clock.stopped_at(act.moment):
            act.do()
        progress(number, len(acts))
    life.catch_up()
    return life.loaded


class _Life:
    """The company being lived: plans acts from the scripts, and remembers what they made."""

    def __init__(self, company: Company, now: datetime) -> None:
        self.company = company
        self.now = now
        self.schedule = Schedule(company, now)
        self.planned: list[Act] = []
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.posts: dict[int, Post] = {}
        self.uses: dict[str, list[tuple[datetime, Talk]]] = {}
        self.reactions = 0

    @property
    def loaded(self) -> Loaded:
        """How much was made."""
        messages = sum(post.is_direct for post in self.posts.values())
        posts = len(self.posts) - messages
        return Loaded(len(self.users), len(self.groups), posts, messages, self.reactions)

    def acts(self) -> list[Act]:
        """Everything that happened, in no order."""
        self._plan_people()
        for place in self.company.places.values():
            self._plan_group(place)
        for talk in self.company.talks:
            self._plan_talk(talk)
        for word in self.company.words:
            self._plan_word(word)
        return self.planned

    def catch_up(self) -> None:
        """What is so now, and what everybody has read and dealt with."""
        for status in self.company.statuses:
            self._declare(status)
        today = self.schedule.end.astimezone(calendar.HOME).date()
        last_read = calendar.at(calendar.shift(today, -1), LAST_READ, calendar.HOME)
        dealt_with = calendar.at(calendar.shift(today, -DEALT_WITH), LAST_READ, calendar.HOME)
        for user in self.users.values():
            self._read(user, last_read)
            old = Notification.objects.visible_to(user).filter(id__lt=floor_id(dealt_with))
            with clock.stopped_at(dealt_with):
                mark_done(actor=user, notifications=old)

    # -- people

    def _plan_people(self) -> None:
        schedule = self.schedule
        founder, *others = self.company.people
        start = schedule.past(FIRST_DAY, founder)
        self._plan(start, partial(self._register, self.company.people[founder]))
        for number, handle in enumerate(others):
            moment = start + timedelta(minutes=number + 1)
            self._plan(moment, partial(self._register, self.company.people[handle]))
        for handle in self.company.people:
            for other in circle(self.company, handle):
                moment = schedule.past(schedule.some_day(100, 118), handle)
                self._plan(moment, partial(self._follow, handle, other))

    def _register(self, person: Person) -> None:
        if not self.users:
            change_organization(actor=users.system(), name=NAME, domains=[DOMAIN])
        user = register_user(
            email=email_of(person.handle),
            display_name=person.name,
            handle=person.handle,
            password=PASSWORD,
            role=person.role,
            language=person.language,
            joined=True,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        work_from, work_until = person.hours
        edit_profile(
            actor=user,
            user=user,
            skills=person.skills,
            job_title=person.job,
            department=person.department,
            site=person.site,
            about=person.about,
            manager=self.users.get(person.manager),
            time_zone=person.zone,
            work_from=work_from,
            work_until=work_until,
        )
        finish_welcome(actor=user)
        self.users[person.handle] = user

    def _follow(self, handle: str, other: str) -> None:
        follower, followed = self.users[handle], self.users[other]
        if not follower.is_guest:
            follow_user(actor=follower, user=followed)

    # -- groups

    def _plan_group(self, place: Place) -> None:
        schedule = self.schedule
        founder, *owners = place.owners
        begun = schedule.begin(place.founded, founder)
        self._plan(begun, partial(self._found, place))
        for who in (*owners, *place.members):
            moment = schedule.soon_after(begun, who, most=200)
            self._plan(moment, partial(self._enter, place, who))
        for who, note in place.requests:
            moment = schedule.past(schedule.some_day(1, 2), who)
            self._plan(moment, partial(self._ask, place, who, note))
        for who in place.invited:
            moment = schedule.past(schedule.some_day(1, 2), founder)
            self._plan(moment, partial(self._invite, place, who))

    def _found(self, place: Place) -> None:
        self.groups[place.key] = create_group(
            actor=self.users[place.owners[0]],
            name=place.name,
            purpose=place.purpose,
            visibility=place.visibility,
            posting="owners" if place.announcements else "members",
        )

    def _enter(self, place: Place, who: str) -> None:
        group, user, founder = self.groups[place.key], self.users[who], self.users[place.owners[0]]
        if not group.is_open or user.is_guest:
            invite_to_group(actor=founder, group=group, user=user)
        join_group(actor=user, group=group)
        if who in place.owners:
            change_member_role(actor=founder, group=group, user=user, role="owner")

    def _ask(self, place: Place, who: str, note: str) -> None:
        join_group(actor=self.users[who], group=self.groups[place.key], note=note)

    def _invite(self, place: Place, who: str) -> None:
        founder = self.users[place.owners[0]]
        invite_to_group(actor=founder, group=self.groups[place.key], user=self.users[who])

    # -- talk

    def _plan_talk(self, talk: Talk) -> None:
        moments = self.schedule.times(talk)
        for number, (said, moment) in enumerate(zip(talk.everything, moments, strict=True)):
            self._plan(moment, partial(self._say, talk, number, moment))
            self._plan_echoes(said, moment)
            for key, _spelling in parse(said.text).tags:
                self.uses.setdefault(key, []).append((moment, talk))

    def _plan_echoes(self, said: Said, moment: datetime) -> None:
        """Edits, reactions, reposts, bookmarks and the retraction of something said at `moment`."""
        schedule = self.schedule
        for number, edit in enumerate(said.edits, 1):
            at = schedule.after(moment, edit.delay, said.author)
            self._plan(at, partial(self._edit, said, number, moment))
        for kind, people in said.reactions.items():
            for who in people:
                self._plan(schedule.soon_after(moment, who), partial(self._react, said, who, kind))
        for who, delay in said.reposts:
            self._plan(schedule.after(moment, delay, who), partial(self._repost, said, who))
        for who in said.bookmarks:
            self._plan(schedule.soon_after(moment, who), partial(self._keep, said, who))
        if said.retracted is not None:
            at = schedule.after(moment, said.retracted, said.author)
            self._plan(at, partial(self._retract, said))

    def _say(self, talk: Talk, number: int, moment: datetime) -> None:
        said = talk.everything[number]
        post = publish_post(
            actor=self.users[said.author],
            text=self._text(said, 0, moment),
            group=self.groups.get(talk.place),
            conversation=self._conversation(talk),
            reply_to=self._answered(talk, number),
            attachments=[self._bring(said, brought) for brought in said.files],
            language=said.language,
            via="page",
            at=moment,
        )
        self.posts[id(said)] = post

    def _bring(self, said: Said, brought: Brought) -> Attachment:
        with (FILES / brought.name).open("rb") as file:
            return upload_file(
                actor=self.users[said.author], file=file, name=brought.name, alt=brought.alt
            )

    def _conversation(self, talk: Talk) -> Conversation | None:
        if not talk.people:
            return None
        first, *others = (self.users[who] for who in talk.people)
        return start_conversation(actor=first, people=others)

    def _answered(self, talk: Talk, number: int) -> Post | None:
        if number == 0 or talk.people:
            return None
        previous = talk.replies[number - 1].to_previous
        return self.posts[id(talk.everything[number - 1] if previous else talk.first)]

    def _text(self, said: Said, version: int, moment: datetime) -> str:
        return fill(texts(said)[version], moment, self.company.people[said.author], said.language)

    def _edit(self, said: Said, version: int, moment: datetime) -> None:
        post = self.posts[id(said)]
        edit_post(actor=post.author, post=post, text=self._text(said, version, moment))

    def _react(self, said: Said, who: str, kind: str) -> None:
        react(actor=self.users[who], post=self.posts[id(said)], kind=kind)
        self.reactions += 1

    def _repost(self, said: Said, who: str) -> None:
        repost(actor=self.users[who], post=self.posts[id(said)])

    def _keep(self, said: Said, who: str) -> None:
        add_bookmark(actor=self.users[who], post=self.posts[id(said)])

    def _retract(self, said: Said) -> None:
        post = self.posts[id(said)]
        retract_post(actor=post.author, post=post)

    # -- tags

    def _plan_word(self, word: Word) -> None:
        for who in word.followers:
            seen = [
                moment
                for moment, talk in self.uses[tag_key(word.name)]
                if not talk.people and may_read(self.company, talk, who)
            ]
            moment = self.schedule.soon_after(min(seen), who)
            self._plan(moment, partial(self._follow_tag, word, who))

    def _follow_tag(self, word: Word, who: str) -> None:
        follow_tag(actor=self.users[who], tag=Tag.objects.get(key=tag_key(word.name)))

    # -- now

    def _declare(self, status: Status) -> None:
        person = self.company.people[status.who]
        until = end_of(status.until, person, self.now)
        set_availability(
            actor=self.users[status.who], kind=status.kind, text=status.text, until=until
        )

    def _read(self, user: User, moment: datetime) -> None:
        """Feeds were read until `moment`, and conversations as well."""
        with clock.stopped_at(moment):
            for feed in ("home", "company", *self._markers(user)):
                mark_read(actor=user, feed=feed, up_to=floor_id(moment))
        for conversation in Conversation.objects.visible_to(user):
            said = Post.objects.visible_to(user).filter(conversation=conversation)
            mine_or_old = [
                post for post in said if post.author_id == user.pk or post.created_at <= moment
            ]
            if mine_or_old:
                newest = max(mine_or_old, key=lambda post: post.pk)
                mark_conversation_read(actor=user, conversation=conversation, up_to=newest)

    def _markers(self, user: User) -> list[str]:
        """The feeds of their groups and tags, by the names of their read marks."""
        places = self.company.places.items()
        mine = [self.groups[key].pk for key, place in places if user.handle in place.people]
        tags = TagFollow.objects.filter(user=user).values_list("tag", flat=True)
        return [*(f"group:{pk}" for pk in mine), *(f"tag:{pk}" for pk in tags)]

    def _plan(self, moment: datetime, do: Callable[[], object]) -> None:
        self.planned.append(Act(moment, do))

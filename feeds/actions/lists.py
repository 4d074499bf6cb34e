"""Lists of people: made, changed, filled and thrown away by the one who reads them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feeds.models import ListedPerson, PeopleList
from feeds.models.people_list import Replies
from ledger.recording import label, record
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.text import BadText, clean_line

CREATED = "list.created"
CHANGED = "list.changed"
REMOVED = "list.removed"
PERSON_ADDED = "list.person_added"
PERSON_REMOVED = "list.person_removed"

MOST_LISTS = 50
MOST_PEOPLE = 500


@transaction.atomic
def create_list(*, actor: User, title: str, replies: str = Replies.LIST) -> PeopleList:
    """Begin a list without people."""
    if PeopleList.objects.filter(user=actor).count() >= MOST_LISTS:
        message = _("You have %(most)d lists: that is the most.") % {"most": MOST_LISTS}
        raise Rejected("base", message, code="many")
    _check(replies)
    made = PeopleList.objects.create(user=actor, title=_title(title), replies=replies)
    record(actor=actor, action=CREATED, subject=made, facts={"replies": replies})
    return made


@transaction.atomic
def change_list(
    *, actor: User, people_list: PeopleList, title: str | None = None, replies: str | None = None
) -> None:
    """Change what is given."""
    _must_own(actor, people_list)
    if title is not None:
        people_list.title = _title(title)
    if replies is not None:
        _check(replies)
        people_list.replies = replies
    people_list.save(update_fields=["title", "replies"])
    record(actor=actor, action=CHANGED, subject=people_list, facts={"replies": people_list.replies})


@transaction.atomic
def remove_list(*, actor: User, people_list: PeopleList) -> None:
    """Throw a list away; its people hear nothing of it."""
    _must_own(actor, people_list)
    record(actor=actor, action=REMOVED, subject=people_list)
    people_list.delete()


@transaction.atomic
def add_to_list(*, actor: User, people_list: PeopleList, people: Iterable[User]) -> None:
    """Put people whom one may know of on a list. Raises Rejected if one is there already."""
    _must_own(actor, people_list)
    wanted = {user.pk: user for user in people}
    if User.objects.visible_to(actor).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound
    there = ListedPerson.objects.filter(list=people_list)
    if there.filter(person__in=wanted).exists():
        raise Rejected("account_ids", _("This person is on the list already."), code="taken")
    if there.count() + len(wanted) > MOST_PEOPLE:
        message = _("At most %(most)d people on a list.") % {"most": MOST_PEOPLE}
        raise Rejected("account_ids", message, code="many")
    for user in wanted.values():
        ListedPerson.objects.create(list=people_list, person=user)
        facts = {"user": label(user)}
        record(actor=actor, action=PERSON_ADDED, subject=people_list, facts=facts)


@transaction.atomic
def remove_from_list(*, actor: User, people_list: PeopleList, people: Iterable[int]) -> None:
    """Take people off a list; who is not on it stays off it."""
    _must_own(actor, people_list)
    rows = ListedPerson.objects.filter(list=people_list, person__in=list(people))
    for row in rows.select_related("person"):
        facts = {"user": label(row.person)}
        record(actor=actor, action=PERSON_REMOVED, subject=people_list, facts=facts)
        row.delete()


def _must_own(actor: User, people_list: PeopleList) -> None:
    if people_list.user_id != actor.pk:
        raise NotFound


def _check(replies: str) -> None:
    if replies not in Replies.values:
        raise Rejected("replies_policy", _("This choice does not exist."), code="inclusion")


def _title(title: str) -> str:
    try:
        text = clean_line(title)
    except BadText as error:
        raise Rejected("title", str(error), code="required") from error
    if len(text) > 60:
        raise Rejected("title", _("Use at most %(count)d characters.") % {"count": 60})
    return text

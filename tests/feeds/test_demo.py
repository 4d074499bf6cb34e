import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

from accounts.models import Availability, Organization, User
from feeds.demo import calendar
from feeds.demo.company import faults, load_company
from feeds.demo.conversations import BadScript, read_script
from feeds.demo.loading import PASSWORD
from feeds.demo.schedule import Schedule, circle, fill, texts
from feeds.demo.shapes import Delay, Edit, Said
from feeds.demo.typography import typeset
from feeds.models import Conversation, Group, Membership, Notification, Post, PostVersion
from ledger.models import Entry
from microblog.lib import clock
from microblog.lib.ids import moment_of
from tests.builders import a_user

COMPANY = load_company()
SAID = [said for talk in COMPANY.talks for said in talk.everything]
MOMENTS = [
    datetime(2026, 11, 24, 10, 0, tzinfo=UTC),  # a Tuesday morning
    datetime(2026, 11, 23, 7, 35, tzinfo=UTC),  # Monday, the doors just open
    datetime(2027, 5, 1, 12, 0, tzinfo=UTC),  # a holiday on a Saturday
    datetime(2028, 1, 1, 0, 30, tzinfo=UTC),  # the night of the new year
    datetime(2028, 2, 29, 21, 0, tzinfo=UTC),  # an evening
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # the hour that summer time takes
]


def test_the_company_makes_sense() -> None:
    assert list(faults(COMPANY)) == []
    assert len(COMPANY.people) >= 45
    assert Counter(place.visibility for place in COMPANY.places.values()) == {
        "open": 10,
        "private": 6,
        "secret": 3,
    }


def test_one_person_leads_and_managers_come_before_their_people() -> None:
    seen: set[str] = set()
    for person in COMPANY.people.values():
        assert person.manager in seen or (person.handle == "helene" and not seen)
        assert 2 <= len(person.skills) <= 6
        seen.add(person.handle)


def test_nothing_is_said_twice() -> None:
    repeated = [text for text, times in Counter(said.text for said in SAID).items() if times > 1]
    assert repeated == []


def test_posts_are_short_and_a_fifth_is_in_english() -> None:
    assert max(len(said.text) for said in SAID) <= 480
    share = sum(said.language == "en" for said in SAID) / len(SAID)
    assert 0.15 < share < 0.4


def test_the_typography_is_that_of_print() -> None:
    for said in SAID:
        prose = re.sub(r"`[^`]*`|https?://\S+", "", said.text)
        assert "'" not in prose and '"' not in prose and "..." not in prose, said.text
        if said.language == "fr":
            assert not re.search(r" [:;!?»]|« |[^\s«(]«", prose), said.text
            assert not re.search(r"\d (?:%|€|h\b|min\b|ms\b)", prose), said.text
        else:
            assert not re.search(r"\s[:;!?]", prose), said.text


def test_edits_change_something_and_days_of_the_week_are_near() -> None:
    for said in SAID:
        for former, edit in zip(texts(said), said.edits, strict=False):
            assert edit.before in former, said.text
        assert not re.search(r"\{day[+-](?:[5-9]|\d\d)", said.text), said.text


@pytest.mark.parametrize("now", MOMENTS)
def test_everything_is_past_in_order_and_in_working_hours(now: datetime) -> None:
    schedule = Schedule(COMPANY, now)
    outside = 0
    for talk in COMPANY.talks:
        moments = schedule.times(talk)
        assert moments == sorted(moments)
        assert moments[-1] <= now
        for said, moment in zip(talk.everything, moments, strict=True):
            person = COMPANY.people[said.author]
            local = moment.astimezone(ZoneInfo(person.zone))
            begin, end = person.hours
            at_work = begin - 60 <= local.hour * 60 + local.minute <= end + 60
            outside += not (at_work and calendar.is_working_day(local.date()))
    # The very last things are pressed together when the present leaves no room for them.
    assert outside < len(SAID) / 50


def test_the_same_present_gives_the_same_past() -> None:
    first, second = Schedule(COMPANY, MOMENTS[0]), Schedule(COMPANY, MOMENTS[0])
    for talk in COMPANY.talks[:50]:
        assert first.times(talk) == second.times(talk)
    assert circle(COMPANY, "noemie") == circle(COMPANY, "noemie")


def test_working_days_skip_weekends_and_french_holidays() -> None:
    assert calendar.shift(date(2026, 11, 10), 1) == date(2026, 11, 12)
    assert calendar.shift(date(2027, 3, 30), -1) == date(2027, 3, 26)  # Easter Monday is the 29th
    assert not calendar.is_working_day(date(2027, 5, 6))  # Ascension Day


def test_an_answer_waits_for_the_morning() -> None:
    evening = datetime(2026, 11, 20, 17, 50, tzinfo=calendar.HOME)
    answer = calendar.later(evening, Delay(minutes=20), COMPANY.people["noemie"])
    assert answer == datetime(2026, 11, 23, 9, 10, tzinfo=calendar.HOME)


def test_dates_are_written_out_in_the_language_of_the_post() -> None:
    friday = datetime(2026, 11, 27, 10, 0, tzinfo=calendar.HOME)
    person = COMPANY.people["noemie"]
    assert (
        fill("avant {day+1}, le {date+2}", friday, person, "fr")
        == "avant lundi, le 1er\u00a0décembre"
    )
    assert fill("on {date+1}, in {month-1}", friday, person, "en") == "on 30 November, in October"


def test_typesetting_leaves_code_and_addresses_alone() -> None:
    assert typeset("Voici : `a ? b : c` !", "fr") == "Voici\u00a0: `a ? b : c`\u202f!"
    assert typeset("95 % à 10 h 32", "fr") == "95\u00a0% à 10\u00a0h 32"


@pytest.mark.parametrize(
    "script",
    [
        "[soon] noemie\nHello",
        "[1d 9:00] noemie\n+ love claire\nHello",
        "[1d 9:00] noemie",
        "Hello",
        "[1d 9:00] noemie\nHello\n-> claire soon\nYes",
        "[1d 9:00] noemie\nHello\n::dance now",
    ],
)
def test_a_script_that_says_nonsense_is_refused(script: str) -> None:
    with pytest.raises(BadScript):
        list(read_script(script))


def test_a_script_is_read_whole() -> None:
    script = (
        "[2h] noemie & claire (en)\nOne\n\ntwo\n+ thanks claire\n"
        '::edit 5m "two" => "2"\n->> claire 1d\nOui !'
    )
    (talk,) = read_script(script)
    assert talk.people == ("noemie", "claire") and talk.moment.ago == 120
    assert talk.first == Said(
        "noemie", "One\n\ntwo", "en", {"thanks": ["claire"]}, [Edit(Delay(minutes=5), "two", "2")]
    )
    assert talk.replies[0].to_previous and talk.replies[0].text == "Oui\u202f!"


@pytest.fixture
def loaded(db: Any) -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_the_demo_is_a_living_place(loaded: str) -> None:
    """One load, looked at from all sides: it takes seconds."""
    _says_how_to_sign_in(loaded)
    _people_can_sign_in()
    _keeps_its_dates()
    _secrets_are_secret()
    _people_have_read_and_dealt_with_the_past()
    _is_loaded_once(loaded)


def _is_loaded_once(said: str) -> None:
    again, asked = StringIO(), StringIO()
    call_command("demo", "--if-empty", stdout=again)
    call_command("demo", "--sign-ins", stdout=asked)
    assert again.getvalue() == ""
    assert asked.getvalue().splitlines() == said.splitlines()[-3:]


def _says_how_to_sign_in(said: str) -> None:
    *_progress, summary, employee, remote, admin = said.splitlines()
    assert re.match(
        r"Loaded the demo company Atelier Nord: 56 people, 19 groups, \d+ posts, \d+ messages",
        summary,
    )
    assert employee == f"sign in as employee: noemie@atelier-nord.example {PASSWORD}"
    assert remote == f"sign in as remote: thomas@atelier-nord.example {PASSWORD}"
    assert admin == f"sign in as admin: claire@atelier-nord.example {PASSWORD}"


def _people_can_sign_in() -> None:
    people = User.objects.filter(is_system=False)
    verified = EmailAddress.objects.filter(verified=True, primary=True)
    assert people.count() == verified.count() == len(COMPANY.people)
    assert all(user.joined_at and user.welcomed_at for user in people)
    noemie = User.objects.get(handle="noemie")
    assert noemie.check_password(PASSWORD)
    validate_password(PASSWORD, noemie)
    assert User.objects.get(handle="claire").is_admin
    assert Organization.objects.get().domains == ["atelier-nord.example"]


def _keeps_its_dates() -> None:
    now = clock.now()
    for post in Post.objects.all():
        assert post.created_at <= now
        assert abs(moment_of(post.pk) - post.created_at) < timedelta(milliseconds=2)
    times = list(Entry.objects.order_by("id").values_list("at", flat=True))
    before_today = times[: -Availability.objects.count()]
    assert before_today == sorted(before_today)
    assert PostVersion.objects.count() == sum(len(said.edits) for said in SAID)
    assert Post.objects.filter(retracted_at__isnull=False).count() == 3
    newest = Notification.objects.order_by("-id")[0]
    oldest = Notification.objects.order_by("id")[0]
    assert moment_of(newest.pk) - moment_of(oldest.pk) > timedelta(days=120)


def _secrets_are_secret() -> None:
    noemie, ruben = User.objects.get(handle="noemie"), User.objects.get(handle="ruben")
    secret = set(Group.objects.filter(visibility="secret").values_list("name", flat=True))
    assert secret == {"Comité de direction", "Projet Aurore", "CSE préparation"}
    known = set(Group.objects.visible_to(noemie).values_list("name", flat=True))
    assert known == {place.name for place in COMPANY.places.values()} - secret
    assert [group.name for group in Group.objects.visible_to(ruben)] == ["Projet Océane"]
    for place in COMPANY.places.values():
        members = Membership.objects.filter(group__name=place.name)
        assert set(members.values_list("user__handle", flat=True)) == place.people
        owners = members.filter(role="owner")
        assert set(owners.values_list("user__handle", flat=True)) == set(place.owners)
    mine = Conversation.objects.visible_to(noemie)
    assert 5 < mine.count() < Conversation.objects.count()


def _people_have_read_and_dealt_with_the_past() -> None:
    noemie = User.objects.get(handle="noemie")
    rows = Notification.objects.visible_to(noemie)
    assert 0 < rows.filter(done_at=None).count() < rows.count() / 2
    assert rows.filter(kind="mention", done_at=None).exists()


def test_an_instance_with_people_is_left_alone(db: Any) -> None:
    a_user("ada")
    said = StringIO()
    call_command("demo", "--if-empty", stdout=said)
    assert said.getvalue() == ""
    with pytest.raises(CommandError):
        call_command("demo")
    assert User.objects.filter(is_system=False).count() == 1

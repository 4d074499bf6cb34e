import random
from datetime import timedelta

import pytest

from accounts.actions.users import suspend_user
from accounts.models import User
from feeds import timelines
from feeds.actions.follows import follow_tag, follow_user
from feeds.actions.posts import repost, retract_post
from feeds.models import Audience, Follow, Group, Membership, Post, PostTag, Tag, TagFollow
from microblog.lib import clock
from microblog.lib.ids import decode
from microblog.lib.pagination import Window
from tests.builders import a_group, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def texts(reader: User, name: str) -> list[str]:
    feed = timelines.open_feed(reader, name)
    assert feed is not None
    posts = Post.objects.in_bulk(feed.page(Window()).ids)
    return [posts[pk].text for pk in feed.page(Window()).ids]


def test_home_holds_people_groups_and_tags_i_follow_and_my_own(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    a_post(by=cast.ada, text="first #wave")
    follow_tag(actor=cast.cleo, tag=Tag.objects.get(key="wave"))
    a_post(by=cast.ben, text="followed")
    a_post(by=cast.ada, text="not followed")
    a_post(by=cast.cleo, text="mine")
    a_post(by=cast.ben, group=cast.board, text="followed, but in private")
    a_post(by=cast.ada, group=cast.vault, text="secret #wave")

    assert texts(cast.cleo, "home") == ["mine", "followed", "first #wave"]


def test_home_lists_no_replies_and_nothing_retracted(cast: Cast) -> None:
    root = a_post(by=cast.ben, group=cast.square, text="root")
    a_post(by=cast.ben, reply_to=root, text="reply")
    retract_post(actor=cast.ben, post=a_post(by=cast.ben, group=cast.square, text="gone"))

    assert texts(cast.ada, "home") == ["root"]


def test_a_post_with_several_reasons_comes_once(cast: Cast) -> None:
    a_post(by=cast.ben, group=cast.square, text="#one #two")
    for key in ("one", "two"):
        follow_tag(actor=cast.ada, tag=Tag.objects.get(key=key))
    follow_user(actor=cast.ada, user=cast.ben)

    assert texts(cast.ada, "home") == ["#one #two"]


def test_company_is_for_colleagues_and_holds_open_groups(cast: Cast) -> None:
    a_post(by=cast.ben, text="company")
    a_post(by=cast.ben, group=cast.square, text="square")
    a_post(by=cast.ben, group=cast.board, text="board")

    assert texts(cast.cleo, "company") == ["square", "company"]
    assert texts(cast.gus, "company") == ["board"]


def test_there_is_no_feed_of_what_i_may_not_know(cast: Cast) -> None:
    for name in ("group:vault", "group:none", "group:board", "profile:nobody", "profile:eve"):
        assert timelines.open_feed(cast.cleo, name) is None
    assert timelines.open_feed(cast.cleo, "anything") is None
    assert timelines.open_feed(cast.cleo, f"group:{cast.vault.slug}") is None


def test_the_suspended_have_no_feeds(cast: Cast) -> None:
    for name in ("home", "company", f"group:{cast.square.slug}"):
        assert timelines.open_feed(cast.eve, name) is None


def test_a_tag_only_used_out_of_sight_is_an_empty_feed(cast: Cast) -> None:
    a_post(by=cast.ben, group=cast.vault, text="#aurora")

    assert texts(cast.cleo, "tag:aurora") == texts(cast.cleo, "tag:nothing") == []
    assert texts(cast.ben, "tag:Auróra") == ["#aurora"]


def test_posts_of_the_suspended_are_out_of_every_feed(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    original = a_post(by=cast.ben, text="mine #tag")
    a_post(by=cast.ben, group=cast.square, text="in the square")
    repost(actor=cast.ada, post=original)
    follow_user(actor=cast.cleo, user=cast.ada)

    suspend_user(actor=cast.admin, user=cast.ben, reason="test")

    for name in ("home", "company", "tag:tag", "profile:ada"):
        assert texts(cast.cleo, name) == []


def test_pages_hold_everything_once_while_others_post(cast: Cast) -> None:
    posts = [a_post(by=cast.cleo, text=f"post {number}") for number in range(7)]
    expected = [post.pk for post in reversed(posts)]
    feed = timelines.open_feed(cast.cleo, "home")
    assert feed is not None

    first = feed.page(Window(size=3))
    newcomer = a_post(by=cast.cleo, text="meanwhile")
    second = feed.page(Window(before=decode(first.older), size=3))
    third = feed.page(Window(before=decode(second.older), size=3))
    back = feed.page(Window(after=decode(second.newer), size=3))
    newest = feed.page(Window(after=decode(back.newer), size=3))

    assert first.ids + second.ids + third.ids == expected
    assert third.older == ""
    assert back.ids == first.ids
    assert newest.ids == [newcomer.pk]
    assert newest.newer == ""


def test_feeds_agree_with_the_rule_on_random_companies(cast: Cast) -> None:
    chance = random.Random(7)
    people = [cast.ada, cast.ben, cast.cleo, cast.gus]
    groups = [cast.square, cast.board, cast.vault, a_group("Other", owner=cast.cleo)]
    for number in range(150):
        author = chance.choice(people[:3])
        group = chance.choice([None, *groups])
        if group is not None and not Membership.objects.filter(user=author, group=group).exists():
            group = None
        a_post(by=author, group=group, text=f"{number} #t{number % 5}")
    for reader in people[:3]:
        for other in people[:3]:
            if other != reader and chance.random() < 0.5:
                follow_user(actor=reader, user=other)
        follow_tag(actor=reader, tag=Tag.objects.get(key="t1"))

    for reader in people:
        for name, expected in (("home", _home(reader)), ("company", _company(reader))):
            feed = timelines.open_feed(reader, name)
            assert feed is not None
            assert feed.find(Window(size=1000)) == expected, (reader, name)
            assert feed.newer(0, 1000) == expected, (reader, name)


def _home(reader: User) -> list[int]:
    """What home means, said in the plainest way."""
    listed = Post.objects.listed().visible_to(reader)
    followed = Follow.objects.filter(follower=reader).values("followed")
    tagged = PostTag.objects.filter(tag__in=TagFollow.objects.filter(user=reader).values("tag"))
    mine = (
        listed.filter(author__in=followed)
        | listed.filter(author=reader)
        | listed.filter(group__in=Membership.objects.filter(user=reader).values("group"))
        | listed.filter(pk__in=tagged.values("post"))
    )
    return list(mine.order_by("-id").values_list("id", flat=True))


def _company(reader: User) -> list[int]:
    listed = Post.objects.listed().visible_to(reader)
    if not reader.is_guest:
        open_groups = Group.objects.filter(visibility="open").values("pk")
        listed = listed.filter(audience=Audience.COMPANY) | listed.filter(group__in=open_groups)
    return list(listed.order_by("-id").values_list("id", flat=True))


def test_an_original_date_sorts_by_that_date(cast: Cast) -> None:
    a_post(by=cast.cleo, text="now")
    a_post(by=cast.cleo, text="then", at=clock.now() - timedelta(days=30))

    assert texts(cast.cleo, "home") == ["now", "then"]

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actions.organization import change_organization
from feeds.actions.groups import change_group, close_group
from feeds.actions.notifications import mute_thread
from feeds.actions.posts import edit_post, publish_post, repost, retract_post, undo_repost
from feeds.actions.reactions import react
from feeds.models import Notification, Post, PostTag, PostVersion, Tag
from ledger.recording import label
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.ids import moment_of
from tests.builders import a_conversation, a_message, a_post
from tests.cast import Cast
from tests.feeds.actions.ledger import entries

pytestmark = pytest.mark.django_db


def told(post: Post) -> dict[str, str]:
    """Who was told of a post, and why."""
    rows = Notification.objects.filter(post=post)
    return dict(rows.values_list("recipient__handle", "kind"))


# -- Publishing -----------------------------------------------------------------------------------


def test_a_post_is_recorded_without_its_words(cast: Cast) -> None:
    post = publish_post(actor=cast.ben, text="A secret recipe")

    (entry,) = entries("post.published", post)
    assert entry["actor"] == label(cast.ben)
    assert entry["scope"] == "company"
    assert entry["commit"] and entry["facts"]["length"] == 15
    assert "recipe" not in str(entry)


@pytest.mark.parametrize(
    ("place", "may"),
    [
        ("company", {"ada", "ben", "cleo", "admin"}),
        ("square", {"ada", "ben"}),
        ("board", {"ada", "ben", "gus"}),
        ("vault", {"ada", "ben"}),
    ],
)
def test_who_may_speak_where(cast: Cast, place: str, may: set[str]) -> None:
    group = None if place == "company" else getattr(cast, place)

    for name in ("ada", "ben", "cleo", "gus", "eve", "admin"):
        actor = getattr(cast, name)
        if name in may:
            assert publish_post(actor=actor, text="Hello", group=group).author == actor
        else:
            with pytest.raises(NotAllowed):
                publish_post(actor=actor, text="Hello", group=group)

    assert Post.objects.count() == len(may)


def test_announcements_are_the_owners_but_everybody_answers(cast: Cast) -> None:
    change_group(actor=cast.ada, group=cast.board, posting="owners")
    with pytest.raises(NotAllowed):
        a_post(by=cast.ben, group=cast.board)

    post = a_post(by=cast.ada, group=cast.board)

    assert a_post(by=cast.ben, reply_to=post).root == post


def test_in_a_closed_group_nobody_speaks(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.board)
    close_group(actor=cast.ada, group=cast.board)

    for fields in ({"group": cast.board}, {"reply_to": post}):
        with pytest.raises(NotAllowed):
            a_post(by=cast.ada, **fields)


def test_a_conversation_is_for_its_people(cast: Cast) -> None:
    conversation = a_conversation(cast.ada, cast.ben)

    for outsider in (cast.cleo, cast.admin, cast.gus):
        with pytest.raises(NotAllowed):
            publish_post(actor=outsider, text="Me too", conversation=conversation)


def test_a_reply_stays_where_its_thread_is(cast: Cast) -> None:
    root = a_post(by=cast.ada, group=cast.vault)
    first = a_post(by=cast.ben, reply_to=root)

    second = publish_post(actor=cast.ada, text="Wider?", reply_to=first, group=cast.square)

    assert (second.group, second.root, second.reply_to) == (cast.vault, root, first)
    root.refresh_from_db()
    assert root.reply_count == 2
    with pytest.raises(NotAllowed):
        a_post(by=cast.cleo, reply_to=root)


def test_what_is_gone_or_passed_on_is_not_answered(cast: Cast) -> None:
    post = a_post(by=cast.ada)
    passed_on = repost(actor=cast.ben, post=post)
    with pytest.raises(Rejected):
        a_post(by=cast.cleo, reply_to=passed_on)

    retract_post(actor=cast.ada, post=post)
    post.refresh_from_db()

    with pytest.raises(NotAllowed):
        a_post(by=cast.cleo, reply_to=post)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        (" \n\t ", "required"),
        ("\u200b\u2060", "required"),
        ("x" * 501, "long"),
        ("👩‍👩‍👧‍👧" * 501, "long"),
        ("x" * 100_000, "invalid"),
        ("a\x00b", "invalid"),
        ("a\ud800b", "invalid"),
        (" ".join(f"@p{n}" for n in range(51)), "many"),
        (" ".join(f"#t{n}" for n in range(31)), "many"),
        (" ".join(f"http://x.example/{n}" for n in range(31)), "long"),
    ],
)
def test_what_cannot_be_said(cast: Cast, text: str, code: str) -> None:
    change_organization(actor=cast.admin, post_limit=500)

    with pytest.raises(Rejected) as refused:
        publish_post(actor=cast.ben, text=text)

    assert (refused.value.field, refused.value.code) == ("text", code)
    assert not Post.objects.exists() and not Tag.objects.exists()


def test_the_organization_says_how_long_a_post_may_be(cast: Cast) -> None:
    change_organization(actor=cast.admin, post_limit=2000)

    assert len(publish_post(actor=cast.ben, text="x" * 2000).text) == 2000


def test_links_count_as_24_letters(cast: Cast) -> None:
    link = "https://example.com/" + "a" * 400

    assert publish_post(actor=cast.ben, text=f"{link} " + "x" * 475)
    with pytest.raises(Rejected):
        publish_post(actor=cast.ben, text=f"{link} " + "x" * 476)


def test_those_named_are_told_if_they_may_read_it(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.board, text="@ben @cleo @gus @eve @ada @nobody @BEN")

    assert told(post) == {"ben": "mention", "gus": "mention"}


def test_those_answered_are_told_once_and_named_rather_than_answered(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    reply = a_post(by=cast.cleo, reply_to=root)

    answer = a_post(by=cast.ada, reply_to=reply, text="@cleo yes")

    assert told(reply) == {"ben": "reply"}
    assert told(answer) == {"cleo": "mention", "ben": "reply"}


def test_nobody_is_told_of_what_they_said_or_of_a_thread_they_muted(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    mute_thread(actor=cast.ben, post=root)

    assert told(a_post(by=cast.ben, reply_to=root, text="@ben")) == {}
    assert told(a_post(by=cast.ada, reply_to=root, text="@ben @cleo")) == {"cleo": "mention"}


def test_a_message_is_told_to_its_people_whoever_it_names(cast: Cast) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,), text="@cleo #hush")

    assert told(message) == {"ben": "direct"}
    assert not PostTag.objects.filter(post=message).exists()


def test_tags_are_one_however_they_are_spelt(cast: Cast) -> None:
    for text in ("#Océane", "#oceane", "#OCÉANE"):
        a_post(by=cast.ben, text=text)

    assert list(Tag.objects.values_list("key", "name")) == [("oceane", "Océane")]
    assert PostTag.objects.count() == 3


def test_the_same_key_is_the_same_post_for_its_author_only(cast: Cast) -> None:
    one = publish_post(actor=cast.ben, text="Once", client_key="k")
    again = publish_post(actor=cast.ben, text="Something else", client_key="k")
    other = publish_post(actor=cast.ada, text="Hers", client_key="k")

    assert one == again != other
    assert len(entries("post.published")) == 2


def test_an_imported_post_keeps_its_date(cast: Cast) -> None:
    moment = datetime(2021, 5, 4, 12, tzinfo=UTC)

    post = publish_post(actor=cast.ben, text="Long ago", at=moment)

    assert post.created_at == moment
    assert abs(moment_of(post.pk) - moment) < timedelta(seconds=1)


# -- Editing --------------------------------------------------------------------------------------


def test_an_edit_keeps_what_was_said_before(cast: Cast) -> None:
    post = a_post(by=cast.ben, text="Frist @ada #old")

    edit_post(actor=cast.ben, post=post, text="First @ada @cleo #new", expected_version=1)

    post.refresh_from_db()
    assert (post.text, post.version) == ("First @ada @cleo #new", 2)
    assert PostVersion.objects.get().text == "Frist @ada #old"
    assert set(post.post_tags.values_list("tag__key", flat=True)) == {"new"}
    # Only those newly named are told.
    rows = Notification.objects.filter(post=post).order_by("id")
    assert list(rows.values_list("recipient__handle", flat=True)) == ["ada", "cleo"]
    (entry,) = entries("post.edited", post)
    assert entry["facts"] == {"version": 2}


def test_only_the_author_edits(cast: Cast) -> None:
    post = a_post(by=cast.ben)

    for actor in (cast.ada, cast.admin, cast.cleo, cast.gus):
        with pytest.raises(NotAllowed):
            edit_post(actor=actor, post=post, text="Mine")


def test_an_edit_of_something_that_changed_meanwhile_is_a_conflict(cast: Cast) -> None:
    post = a_post(by=cast.ben, text="One")
    edit_post(actor=cast.ben, post=post, text="Two", expected_version=1)

    with pytest.raises(Rejected) as refused:
        edit_post(actor=cast.ben, post=post, text="Three", expected_version=1)

    assert refused.value.code == "conflict"


def test_what_is_gone_is_not_edited_back(cast: Cast) -> None:
    post = a_post(by=cast.ben, text="#gone")
    retract_post(actor=cast.ben, post=post)

    with pytest.raises(NotAllowed):
        edit_post(actor=cast.ben, post=post, text="#gone again")

    assert not Tag.objects.visible_to(cast.ben).exists()


def test_an_edit_that_changes_nothing_leaves_nothing(cast: Cast) -> None:
    post = a_post(by=cast.ben, text="Same")

    edit_post(actor=cast.ben, post=post, text=" Same ")

    assert not PostVersion.objects.exists() and not entries("post.edited")


# -- Retracting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "may"),
    [
        ("company", {"ben", "ada", "admin"}),  # ada moderates
        ("square", {"ben", "ada", "admin"}),
        ("direct", {"ben"}),
    ],
)
def test_who_retracts(cast: Cast, place: str, may: set[str]) -> None:
    for name in ("ben", "ada", "cleo", "gus", "eve", "admin"):
        if place == "direct":
            post = a_message(by=cast.ben, to=(cast.ada, cast.cleo))
        else:
            post = a_post(by=cast.ben, group=None if place == "company" else cast.square)
        actor = getattr(cast, name)
        if name in may:
            assert retract_post(actor=actor, post=post, reason="Off").is_retracted
            assert entries("post.retracted", post)[0]["reason"] == "Off"
        else:
            with pytest.raises(NotAllowed):
                retract_post(actor=actor, post=post)


def test_an_owner_retracts_in_their_group(cast: Cast) -> None:
    from feeds.actions.groups import create_group, join_group

    group = create_group(actor=cast.cleo, name="Choir", purpose="Singing")
    join_group(actor=cast.ben, group=group)

    assert retract_post(actor=cast.cleo, post=a_post(by=cast.ben, group=group)).is_retracted


def test_retracting_takes_tags_reposts_and_counts_along(cast: Cast) -> None:
    root = a_post(by=cast.ben, text="#tag")
    reply = a_post(by=cast.ada, reply_to=root)
    passed_on = repost(actor=cast.ada, post=root)
    retract_post(actor=cast.ada, post=reply)
    root.refresh_from_db()
    assert root.reply_count == 0

    retract_post(actor=cast.ben, post=root)
    retract_post(actor=cast.ben, post=root)

    passed_on.refresh_from_db()
    assert passed_on.is_retracted
    assert not PostTag.objects.filter(post=root).exists()
    assert len(entries("post.retracted", root)) == 1
    # Retract is not erase.
    assert Post.objects.get(pk=root.pk).text == "#tag"


def test_what_does_not_exist_cannot_be_retracted(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    Post.objects.filter(pk=post.pk).delete()

    with pytest.raises(NotFound):
        retract_post(actor=cast.ben, post=post)


# -- Passing on -----------------------------------------------------------------------------------


def test_a_company_post_is_passed_on_once(cast: Cast) -> None:
    post = a_post(by=cast.ben)

    first, second = repost(actor=cast.ada, post=post), repost(actor=cast.ada, post=post)

    assert first == second
    post.refresh_from_db()
    assert post.repost_count == 1
    assert Notification.objects.get(recipient=cast.ben).kind == "repost"
    assert len(entries("post.reposted")) == 1


def test_a_private_word_never_leaves_by_a_repost(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    private = [
        a_post(by=cast.ben, group=cast.square),
        a_post(by=cast.ben, group=cast.board),
        a_post(by=cast.ben, group=cast.vault),
        a_message(by=cast.ben, to=(cast.ada,)),
        a_post(by=cast.ben, reply_to=root),
    ]

    for post in private:
        with pytest.raises(NotAllowed):
            repost(actor=cast.ada, post=post)
    with pytest.raises(NotAllowed):
        repost(actor=cast.gus, post=root)


def test_a_repost_is_taken_back_and_can_be_made_again(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    repost(actor=cast.ada, post=post)

    undo_repost(actor=cast.ada, post=post)
    undo_repost(actor=cast.ada, post=post)

    post.refresh_from_db()
    assert post.repost_count == 0
    assert len(entries("post.unreposted")) == 1
    again = repost(actor=cast.ada, post=repost(actor=cast.cleo, post=post))
    assert again.repost_of == post


def test_a_repost_has_no_reactions_of_its_own(cast: Cast) -> None:
    passed_on = repost(actor=cast.ada, post=a_post(by=cast.ben))

    with pytest.raises(NotAllowed):
        react(actor=cast.cleo, post=passed_on, kind="idea")

"""Finding people, groups and tags by name."""

from feeds.search.nouns import search_groups, search_people, search_tags
from tests.builders import a_group, a_post, a_user
from tests.cast import Cast


def test_people_are_found_by_any_part_of_their_name(cast: Cast) -> None:
    anne = a_user("al", display_name="Anne-Laure d’Été")

    assert search_people(cast.ben, "laure ete") == [anne]
    assert search_people(cast.ben, "@al") == [anne]
    assert search_people(cast.ben, "Anne Martin") == []
    assert search_people(cast.ben, "*") == []


def test_suspended_people_and_those_a_guest_never_met_are_not_found(cast: Cast) -> None:
    assert search_people(cast.ben, "eve") == []
    assert search_people(cast.gus, "cleo") == []
    assert search_people(cast.gus, "ben") == [cast.ben]


def test_many_words_cost_no_more_than_a_few(cast: Cast) -> None:
    assert search_people(cast.ben, "a b c d e f g h " * 40) == []
    assert search_tags(cast.ben, "aa bb cc " * 100) == []


def test_a_secret_group_is_found_by_its_members_only(cast: Cast) -> None:
    assert search_groups(cast.ben, "vault") == [cast.vault]
    assert search_groups(cast.cleo, "vault") == []
    assert search_groups(cast.cleo, "board") == [cast.board]
    assert search_groups(cast.gus, "town") == []


def test_groups_are_found_by_their_purpose_too(cast: Cast) -> None:
    group = a_group("Été", owner=cast.ada)

    assert search_groups(cast.cleo, "what ETE") == [group]


def test_tags_used_out_of_sight_are_not_found(cast: Cast) -> None:
    a_post(by=cast.ada, text="#oceane2026", group=cast.vault)
    a_post(by=cast.ada, text="#Océane")

    assert [tag.key for tag in search_tags(cast.ben, "#océ")] == ["oceane", "oceane2026"]
    assert [tag.key for tag in search_tags(cast.cleo, "lunch oceane")] == ["oceane"]
    assert search_tags(cast.gus, "oceane") == []

"""However apps write a request, the same is read."""

from typing import Any

import pytest

from api.parameters import from_body, from_pairs
from microblog.lib.errors import Rejected


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("id[]", "1"), ("id[]", "2")], {"id": ["1", "2"]}),
        ([("id", "1"), ("id", "2")], {"id": ["1", "2"]}),
        ([("id[0]", "1"), ("id[1]", "2")], {"id": ["1", "2"]}),
        (
            [("poll[options][]", "a"), ("poll[multiple]", "1")],
            {"poll": {"options": ["a"], "multiple": "1"}},
        ),
        (
            [("fields_attributes[0][name]", "a"), ("fields_attributes[0][value]", "b")],
            {"fields_attributes": [{"name": "a", "value": "b"}]},
        ),
        (
            [("f[][name]", "a"), ("f[][value]", "b"), ("f[][name]", "c")],
            {"f": [{"name": "a", "value": "b"}, {"name": "c"}]},
        ),
        ([("source[privacy]", "direct")], {"source": {"privacy": "direct"}}),
    ],
)
def test_brackets_are_read(pairs: list[tuple[str, Any]], found: dict[str, Any]) -> None:
    assert from_pairs(pairs) == found


def test_one_value_is_a_list_where_a_list_is_wanted() -> None:
    said = from_pairs([("id", "7")])

    assert said.ids("id") == [7]
    assert said.id("id") == 7


@pytest.mark.parametrize("pairs", [[("a" + "[b]" * 9, "1")], [("a", "1"), ("a[b]", "2")]])
def test_nonsense_is_refused(pairs: list[tuple[str, Any]]) -> None:
    with pytest.raises(Rejected):
        from_pairs(pairs)


@pytest.mark.parametrize("value", ["x", "-1", "1.5", True, [], {}, "1" * 30])
def test_what_can_be_no_id_is_refused(value: Any) -> None:
    with pytest.raises(Rejected):
        from_body({"id": value}).id("id")


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(Rejected):
        from_body([1, 2])

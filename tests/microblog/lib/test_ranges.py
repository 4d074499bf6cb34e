"""One range of a file is served; anything else is the whole file or a clear no."""

from io import BytesIO

import pytest

from microblog.lib.ranges import Unsatisfiable, content_range, parse_range, read_range


@pytest.mark.parametrize(
    ("header", "bounds"),
    [
        ("bytes=0-", (0, 999)),
        ("bytes=0-0", (0, 0)),
        ("bytes=500-599", (500, 599)),
        ("Bytes= 10-20 ", (10, 20)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=-1", (999, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=0-" + "9" * 100, (0, 999)),
        ("bytes=" + "0" * 50 + "7-8", (7, 8)),
    ],
)
def test_one_range_is_read_and_cut_to_the_file(header: str, bounds: tuple[int, int]) -> None:
    assert parse_range(header, 1000) == bounds


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=0-1,2-3",
        "bytes=" + ",".join(["0-"] * 1000),
        "items=0-1",
        "bytes=1_0-20",
        "bytes=١-٢",
        "bytes=0-" + "9" * 100_000,
    ],
)
def test_anything_else_is_the_whole_file(header: str) -> None:
    assert parse_range(header, 1000) is None


@pytest.mark.parametrize(
    ("header", "size"),
    [("bytes=1000-", 1000), ("bytes=" + "9" * 50 + "-", 1000), ("bytes=-0", 9), ("bytes=0-", 0)],
)
def test_a_range_beyond_the_file_cannot_be_served(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, size)


def test_the_bytes_of_a_range_come_in_pieces_and_the_file_is_closed() -> None:
    file = BytesIO(bytes(range(256)) * 1024)

    pieces = list(read_range(file, 10, 200_000))

    assert b"".join(pieces) == (bytes(range(256)) * 1024)[10:200_001]
    assert max(map(len, pieces)) <= 64 * 1024
    assert file.closed


def test_the_answer_says_which_bytes_it_holds() -> None:
    assert content_range(0, 9, 100) == "bytes 0-9/100"

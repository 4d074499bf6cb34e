"""Frames wait in a bounded queue; who reads too slowly is closed, never skipped."""

import asyncio
from typing import Any

import pytest

from feeds.realtime.sockets import MOST_WAITING, RESYNC, SIGNED_OUT, Socket

pytestmark = pytest.mark.asyncio


class Line:
    """A connection that takes one message at a time, when it is let."""

    def __init__(self) -> None:
        self.took: list[dict[str, Any]] = []
        self.open = asyncio.Event()

    async def send(self, message: dict[str, Any]) -> None:
        await self.open.wait()
        self.took.append(message)

    async def flows(self) -> list[Any]:
        self.open.set()
        for _turn in range(MOST_WAITING * 3):
            await asyncio.sleep(0)
        return [message.get("text", message.get("code")) for message in self.took]


async def test_frames_go_out_in_order() -> None:
    line = Line()
    socket = Socket(line.send, 1, "en")

    for text in "abc":
        socket.push(text)

    assert await line.flows() == ["a", "b", "c"]


async def test_a_full_queue_closes_the_socket_and_asks_the_page_to_catch_up() -> None:
    line = Line()
    socket = Socket(line.send, 1, "en")

    for number in range(MOST_WAITING + 10):
        socket.push(str(number))
        await asyncio.sleep(0)

    assert await line.flows() == ["0", RESYNC]


async def test_nothing_waiting_is_sent_after_a_right_is_lost() -> None:
    line = Line()
    socket = Socket(line.send, 1, "en")
    socket.push("allowed")
    await asyncio.sleep(0)
    socket.push("not any more")

    socket.close(SIGNED_OUT)
    socket.forget()
    socket.push("late")

    assert await line.flows() == ["allowed", SIGNED_OUT]


async def test_a_line_that_breaks_ends_the_socket_quietly() -> None:
    async def broken(message: dict[str, Any]) -> None:
        raise ConnectionError("gone")

    socket = Socket(broken, 1, "en")

    socket.push("a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert socket.closing

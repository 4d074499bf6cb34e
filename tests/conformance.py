"""What of the client protocol is served, as a page: `python -m tests.conformance` writes it anew.

The methods of the protocol are listed in protocol.txt; all else is read from the URL map.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django

from tests.addresses import every_pattern
from tests.serving import ROOT

PAGE = ROOT / "docs" / "api" / "conformance.md"
PROTOCOL = Path(__file__).with_name("protocol.txt")
# Views of what apps ask for and we do not have.
EMPTY = "api.views.absent"
VERBS = ("get", "post", "put", "patch", "delete")
HEAD = """# What of the Mastodon client API is here

Written by `make conformance` from the URL map; a test holds it against the code and asks every
method that is not here. "Scopes" is what a token needs (one of them). What a method does are the
words of its code: some answer with nothing, or refuse, and say so. Streaming (`/api/v1/streaming`,
WebSocket and server-sent events) is outside the URL map and this page; `tests/api/streaming` is
about it. So is signing in (`/oauth/…`): `tests/api/oauth`.
"""


@dataclass(frozen=True)
class Method:
    """A verb at an address that is served."""

    verb: str
    address: str
    scopes: str
    words: str
    is_empty: bool


def served() -> list[Method]:
    """Every method of the API, in the order of the URL map."""
    return [
        method
        for address, pattern in every_pattern()
        if hasattr(pattern.callback, "cls")
        for method in _methods(pattern.callback.cls, address)
    ]


def protocol() -> list[tuple[str, str]]:
    """Verb and address of every method of the protocol that we know of."""
    found = []
    for line in PROTOCOL.read_text().splitlines():
        verbs, address = line.split()
        found += [(verb, address) for verb in verbs.split(",")]
    return found


def missing() -> list[tuple[str, str, int]]:
    """What of the protocol is not served, and how it is refused."""
    ours = {(method.verb, shape(method.address)) for method in served()}
    addresses = {address for _verb, address in ours}
    return [
        (verb, address, 405 if shape(address) in addresses else 404)
        for verb, address in protocol()
        if (verb, shape(address)) not in ours
    ]


def shape(address: str) -> str:
    """An address without the names of its parameters."""
    return re.sub(r"{\w+}", "{}", address)


def page() -> str:
    """The page as it should be."""
    known = {(verb, shape(address)) for verb, address in protocol()}
    ours = served()
    here = [method for method in ours if (method.verb, shape(method.address)) in known]
    extra = [method for method in ours if method not in here]
    gone = missing()
    full = [method for method in here if not method.is_empty]
    empty = [method for method in here if method.is_empty]
    count = f"Of {len(known)} methods of the protocol {len(full)} are served, {len(empty)} are "
    count += f"answered with nothing behind them, {len(gone)} are not here.\n"
    parts = [
        HEAD,
        count,
        "## Served\n",
        *_table(full),
        "\n## Answered, with nothing behind it\n",
        *_table(empty),
        "\n## Not served\n",
        "| method | answer |",
        "|---|---|",
        *(f"| `{verb} {address}` | {status} |" for verb, address, status in gone),
        "\n## Ours: groups, availability, reactions, and what other servers added\n",
        *_table(extra),
    ]
    return "\n".join(parts) + "\n"


def _table(methods: list[Method]) -> list[str]:
    rows = [
        f"| `{method.verb} {method.address}` | {method.scopes} | {method.words} |"
        for method in methods
    ]
    return ["| method | scopes | what it does |", "|---|---|---|", *rows]


def _methods(kind: type, address: str) -> Iterator[Method]:
    for verb in VERBS:
        method = getattr(kind, verb, None)
        if method is None:
            continue
        any_of, _app, public = method.access
        scopes = "no token" if public else ", ".join(any_of) or "any token"
        words = (method.__doc__ or "").strip().partition("\n")[0].replace("|", "\\|")
        yield Method(verb.upper(), address, scopes, words, method.__module__ == EMPTY)


def main() -> None:
    django.setup()
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
